import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const text = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;

describe('package.json', () => {
  it('has a string for each key, and no string without a use', () => {
    const used = [...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    assert.deepEqual([...new Set(used)].sort(), Object.keys(strings).sort());
  });

  it('names only commands and settings of ours, each of which the code knows', () => {
    const code = readdirSync('src/present', { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(`src/present/${name}`, 'utf8'))
      .join('\n');
    for (const { command } of manifest.contributes.commands) {
      const registered = new RegExp(`ommand\\(\\s*'${command}'|^\\s*'${command}':`, 'm');
      assert.match(code, registered, command);
    }
    const settings = readFileSync('src/present/settings.ts', 'utf8');
    for (const name of Object.keys(manifest.contributes.configuration.properties)) {
      const [section, member] = name.split('.');
      assert.equal(section, 'socketDoctor');
      assert.ok(settings.includes(`'${member}'`), name);
    }
  });

  it('has its icon, as a PNG of at least 128 pixels', () => {
    assert.ok(existsSync(manifest.icon));
    const png = readFileSync(manifest.icon);
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    assert.ok(png.readUInt32BE(16) >= 128, 'width');
    assert.ok(png.readUInt32BE(20) >= 128, 'height');
  });

  it('promises the engine whose API the code is checked against', () => {
    const types = manifest.devDependencies['@types/vscode']!;
    assert.equal(manifest.engines.vscode, `^${types.replace(/^[~^]/, '')}`);
  });

  it('starts in time for the first message of a debug adapter', () => {
    // The tracker factory is asked once, at the start of a session: style of VS Code's own
    // extHostDebugService; an extension that wakes later misses the session.
    assert.ok(manifest.activationEvents.includes('onDebugAdapterProtocolTracker'));
  });

  it('is awake when the first command in a terminal begins, and for the panel of a reloaded window', () => {
    const events = manifest.activationEvents;
    // The editor tells of a command in the moment in which it begins, and only to who is awake
    // (extHostTerminalShellIntegration.ts); so a window that has started is late enough.
    assert.ok(events.includes('onStartupFinished'));
    assert.ok(!events.includes('*'), 'never before the window has started');
    // VS Code derives events from contributions, but a webview panel is none.
    const host = readFileSync('src/present/panel/panelHost.ts', 'utf8');
    const viewType = /panelViewType = '([\w.]+)'/.exec(host)?.[1];
    assert.ok(events.includes(`onWebviewPanel:${viewType}`), viewType);
  });

  it('has no dependency that would have to be shipped beside the bundle', () => {
    assert.deepEqual(manifest.dependencies ?? {}, {});
  });
});
