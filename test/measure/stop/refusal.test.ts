import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ProcessInfo, Reading } from '../../../src/measure/measurement';
import { unavailable, value } from '../../../src/measure/reading';
import { editorFolders } from '../../../src/measure/stop/createStopper';
import {
  refusalToStop,
  type Ourselves,
  type SeenProcess,
  type ShownProcess,
} from '../../../src/measure/stop/refusal';

const startedAtMs = 1_790_000_000_000;
const shown: ShownProcess = { processId: 4_242, name: 'node', startedAtMs };
const from = { how: 'file', where: '/proc/4242/stat', atMs: startedAtMs } as const;

function seen(changes: Partial<SeenProcess> = {}): Reading<SeenProcess> {
  return value(
    {
      processId: 4_242,
      name: 'node',
      commandLine: '/usr/bin/node server.js',
      startedAtMs,
      userId: 1_000,
      parents: [],
      ...changes,
    },
    from,
  );
}

const ours: Ourselves = {
  platform: 'linux',
  processId: 500,
  ancestors: new Set([400, 300, 1]),
  userId: 1_000,
  editorFolders: ['/usr/share/code/resources/app', '/usr/share/code'],
};
const onWindows: Ourselves = {
  platform: 'win32',
  processId: 500,
  ancestors: new Set([400]),
  logonSession: 1,
  editorFolders: ['C:\\Program Files\\Microsoft VS Code'],
};
const windowsProcess = (changes: Partial<SeenProcess> = {}): Reading<SeenProcess> =>
  value(
    {
      processId: 4_242,
      name: 'node',
      commandLine: '"C:\\Program Files\\nodejs\\node.exe" server.js',
      startedAtMs,
      logonSession: 1,
      parents: [],
      ...changes,
    },
    from,
  );

const reasonFor = (
  process: Reading<SeenProcess>,
  changes: Partial<ShownProcess> = {},
  asking: Ourselves = ours,
) => {
  // A test that changes the name means the process, not that it is another one.
  const name = process.kind === 'value' ? process.value.name : 'node';
  return refusalToStop({ ...shown, name, ...changes }, process, asking)?.reason;
};

describe('stopping a process', () => {
  it('is allowed for a program of ours', () => {
    assert.equal(reasonFor(seen()), undefined);
    assert.equal(reasonFor(windowsProcess(), {}, onWindows), undefined);
  });

  it('is refused for the system itself', () => {
    for (const processId of [0, 1]) assert.equal(reasonFor(seen(), { processId }), 'first-process');
    assert.equal(reasonFor(windowsProcess(), { processId: 4 }, onWindows), 'first-process');
    assert.equal(reasonFor(seen({ processId: 4 }), { processId: 4 }), undefined, 'Linux has a 4');
  });

  it('is refused for what is no process id: below 0 are groups', () => {
    for (const processId of [-1, -4_242, 1.5, Number.NaN, Infinity]) {
      assert.equal(reasonFor(seen(), { processId }), 'unidentified');
    }
  });

  it('is refused for ourselves and everyone above us', () => {
    assert.equal(reasonFor(seen(), { processId: 500 }), 'itself');
    for (const processId of [400, 300]) assert.equal(reasonFor(seen(), { processId }), 'ancestor');
  });

  it('is refused where it cannot be told who it is', () => {
    assert.equal(reasonFor(unavailable('permission', '/proc/4242')), 'unidentified');
    assert.equal(reasonFor(unavailable('failed', '/proc/4242')), 'unidentified');
    const withoutStart = { processId: 4_242, name: 'node' };
    assert.equal(refusalToStop(withoutStart, seen(), ours)?.reason, 'unidentified');
  });

  it('is refused where the id belongs to another program by now', () => {
    assert.equal(reasonFor(seen({ startedAtMs: startedAtMs + 5_000 })), 'reused');
    assert.equal(reasonFor(seen({ name: 'python3' }), { name: 'node' }), 'reused');
    assert.equal(reasonFor(unavailable('process-gone', '/proc/4242')), 'reused');
    assert.equal(reasonFor(seen({ startedAtMs: startedAtMs + 40 })), undefined, 'clocks jitter');
  });

  it("is refused for other users' processes, even for root", () => {
    assert.equal(reasonFor(seen({ userId: 1_001 })), 'other-user');
    assert.equal(reasonFor(seen({ userId: 1_001 }), {}, { ...ours, userId: 0 }), 'other-user');
    assert.equal(reasonFor(windowsProcess({ logonSession: 0 }), {}, onWindows), 'other-user');
  });

  it('is refused where nobody says whose it is', () => {
    const nobodys = { processId: 4_242, name: 'node', startedAtMs, parents: [] };
    assert.equal(reasonFor(value(nobodys, from)), 'other-user');
    assert.equal(reasonFor(value(nobodys, from), {}, onWindows), 'other-user');
    const sessionless = { ...ours, platform: 'win32' } as const;
    assert.equal(reasonFor(value(nobodys, from), {}, sessionless), 'other-user');
  });

  it('is refused for forwarders: the container or WSL is what listens', () => {
    const refusal = refusalToStop(
      { ...shown, name: 'docker-proxy' },
      seen({ name: 'docker-proxy' }),
      ours,
    );
    assert.deepEqual(refusal, {
      reason: 'relay',
      processId: 4_242,
      name: 'docker-proxy',
      relay: 'container',
    });
    for (const name of ['rootlessport', 'gvproxy', 'conmon', 'com.docker.backend']) {
      assert.equal(reasonFor(seen({ name })), 'relay', name);
    }
    const wsl = refusalToStop(
      { ...shown, name: 'wslrelay.exe' },
      windowsProcess({ name: 'wslrelay.exe' }),
      onWindows,
    );
    assert.equal(wsl?.relay, 'wsl');
    // The kernel's name of a thread, the program's own in the command line.
    assert.equal(reasonFor(seen({ commandLine: '/usr/bin/docker-proxy -proto tcp' })), 'relay');
  });

  it('is refused for a process in another container, not in our own', () => {
    const id = 'a'.repeat(64);
    const container: ProcessInfo['container'] = { id, runtime: 'docker' };
    assert.equal(reasonFor(seen({ container })), 'in-container');
    assert.equal(reasonFor(seen({ container }), {}, { ...ours, containerId: id }), undefined);
  });

  it('is refused for programs of the system', () => {
    assert.equal(reasonFor(seen({ name: 'systemd' })), 'system-program');
    assert.equal(reasonFor(seen({ name: 'sshd' })), 'system-program');
    assert.equal(reasonFor(seen({ commandLine: '' })), 'system-program', 'a kernel thread');
    const onMac: Ourselves = { ...ours, platform: 'darwin' };
    const airPlay = {
      name: 'ControlCenter',
      commandLine: '/System/Library/CoreServices/ControlCenter.app/Contents/MacOS/ControlCenter',
    };
    assert.equal(reasonFor(seen(airPlay), {}, onMac), 'system-program');
    const service = { name: 'x.exe', commandLine: '"C:\\WINDOWS\\System32\\x.exe" -k' };
    assert.equal(reasonFor(windowsProcess(service), {}, onWindows), 'system-program');
  });

  it("is refused for the editor's own processes", () => {
    const editors = [
      '/usr/share/code/code --type=utility --utility-sub-type=node.mojom.NodeService',
      'node /usr/share/code/resources/app/extensions/node_modules/typescript/lib/tsserver.js',
    ];
    for (const commandLine of editors) assert.equal(reasonFor(seen({ commandLine })), 'editor');
    const another: Ourselves = { ...ours, isEditor: ({ name }) => name === 'cursor' };
    assert.equal(reasonFor(seen({ name: 'cursor' }), {}, another), 'editor');
    const commandLine = '"c:\\program files\\microsoft vs code\\Code.exe" --type=extensionHost';
    assert.equal(reasonFor(windowsProcess({ commandLine }), {}, onWindows), 'editor');
  });

  it("knows the editor's folders of each kind of installation", () => {
    assert.deepEqual(editorFolders('/usr/share/code/resources/app', '/usr/share/code/code'), [
      '/usr/share/code/resources/app',
      '/usr/share/code',
      '/usr/share/code/code',
    ]);
    // A server's Node may be anybody's.
    assert.deepEqual(editorFolders('/srv/editor', '/usr/bin/node'), ['/srv/editor']);
    const [, above] = editorFolders(
      '/Applications/Code.app/Contents/Resources/app',
      '/Applications/Code.app/Contents/MacOS/Electron',
    );
    assert.equal(above, '/Applications/Code.app/Contents');
  });
});
