/** docs/PRIVACY.md says where the extension connects, and what it keeps; the code is held to it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync('docs/PRIVACY.md', 'utf8');

/** Everything that ships, but for what a bundler brings in. */
function sources(): readonly (readonly [file: string, text: string])[] {
  return ['src', 'media'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|py|mjs|cjs)$/.test(name))
      .map((name) => join(folder, name).replaceAll('\\', '/'))
      .map((file) => [file, readFileSync(file, 'utf8')] as const),
  );
}

/** Code alone: what comments and strings say of `fetch()` connects to nothing. */
function withoutWords(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/^\s*#.*$/gm, '');
}

/** The files whose code matches, without those that only import a type. */
function filesWith(pattern: RegExp): readonly string[] {
  return sources()
    .filter(([, text]) => pattern.test(withoutWords(text)))
    .map(([file]) => file);
}

describe('privacy', () => {
  it('is read from the code that ships', () => {
    assert.ok(sources().length > 200, `${sources().length} files`);
  });

  it('has no client of a network protocol in the editor', () => {
    const clients = filesWith(/from '(node:)?(https?|http2|dgram|tls|dns(\/promises)?|undici)'/);
    // Inside the user's own program, whose requests it counts.
    assert.deepEqual(clients, ['src/probe/node/requestHooks.ts']);
    const calls = filesWith(
      /\b(XMLHttpRequest|WebSocket|EventSource|sendBeacon)\s*\(|[^.\w`]fetch\(/,
    );
    assert.deepEqual(calls, []);
  });

  it('names every file that connects or listens', () => {
    const opening = filesWith(
      /import \{[^}]*\b(connect|createServer|createConnection)\b[^}]*\} from '(node:)?net'/,
    );
    assert.ok(opening.length > 0);
    for (const file of opening) assert.ok(page.includes(`\`${file}\``), file);
    for (const [, file = ''] of page.matchAll(/`(src\/[\w/]+\.ts)`/g)) {
      assert.ok(opening.includes(file), `${file} is named and does not connect`);
    }
  });

  it('has no telemetry, and opens a link only in one place', () => {
    assert.deepEqual(filesWith(/TelemetryLogger|\bmachineId\b|\bsessionId:\s*vscode\.env/), []);
    assert.deepEqual(filesWith(/\bopenExternal\b/), ['src/present/panelActions.ts']);
  });
});
