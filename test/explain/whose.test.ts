import assert from 'node:assert/strict';
import { numberWords } from '../../src/explain/format';
import {
  noEditorContext,
  relationOf,
  whoseWords,
  type EditorContext,
  type KnownLaunch,
} from '../../src/explain/whose';
import type { ProcessInfo } from '../../src/measure/measurement';
import { lookMs } from './support/caseFiles';

const hourMs = 3_600_000;
const folder = '/home/ada/api';

function process(changes: Partial<ProcessInfo> = {}): ProcessInfo {
  return {
    processId: 4_242,
    name: 'node',
    commandLine: '/usr/bin/node server.js',
    startedAtMs: lookMs - 3 * hourMs,
    workingDirectory: folder,
    userId: 1_000,
    parents: [{ processId: 1, name: 'systemd' }],
    ...changes,
  };
}

function launch(changes: Partial<KnownLaunch> = {}): KnownLaunch {
  return {
    id: 'debug-1',
    kind: 'debug-session',
    label: 'API',
    startedAtMs: lookMs - 3 * hourMs - 500,
    workspaceFolder: folder,
    ...changes,
  };
}

function context(...launches: KnownLaunch[]): EditorContext {
  return { ...noEditorContext, workspaceFolders: [folder], userId: 1_000, launches };
}

function words(who: ProcessInfo, known: EditorContext): string {
  return whoseWords(who, relationOf(who, known), {
    nowMs: lookMs,
    words: numberWords('en'),
    context: known,
  });
}

const ended = { endedAtMs: lookMs - 2 * hourMs };

describe('whose a process is', () => {
  const table: readonly [what: string, who: ProcessInfo, known: EditorContext, said: string][] = [
    [
      'a debug session that ended left it over: matched by time and folder',
      process(),
      context(launch(ended)),
      'node server.js (pid 4242), started 3 h ago by your debug session “API” in this folder',
    ],
    [
      'a terminal that runs',
      process({ parents: [{ processId: 77, name: 'bash' }] }),
      context(launch({ kind: 'terminal', label: 'zsh', processId: 77 })),
      'node server.js (pid 4242), started 3 h ago by your terminal “zsh” in this folder',
    ],
    [
      'a task, below a package manager',
      process({
        parents: [
          { processId: 78, name: 'npm run dev' },
          { processId: 77, name: 'sh' },
        ],
      }),
      context(launch({ kind: 'task', label: 'dev', processId: 77 })),
      'node server.js (pid 4242), started 3 h ago by your task “dev” in this folder',
    ],
    [
      'the launch that failed itself',
      process(),
      { ...context(launch({ processId: 4_242 })), failedLaunchId: 'debug-1' },
      'node server.js (pid 4242), started 3 h ago by this very debug session “API” in this folder',
    ],
    [
      'no launch of ours, in a folder of two',
      process(),
      { ...context(), workspaceFolders: ['/home/ada/web', folder] },
      'node server.js (pid 4242), started 3 h ago in the folder “api”',
    ],
    [
      'another folder',
      process({ workingDirectory: '/srv/shop', parents: [{ processId: 9, name: 'pm2' }] }),
      context(),
      'node server.js (pid 4242), started 3 h ago by pm2 (pid 9)',
    ],
    [
      'another user',
      process({ userId: 0 }),
      context(),
      'node server.js (pid 4242), started 3 h ago by another user',
    ],
    [
      'a start that is not known',
      (({ startedAtMs: _, ...rest }) => rest)(process()),
      context(launch({ processId: 4_242 })),
      'node server.js (pid 4242), started by your debug session “API” in this folder',
    ],
  ];
  for (const [what, who, known, said] of table) {
    it(`says: ${what}`, () => {
      assert.equal(words(who, known), said);
    });
  }

  it('takes no launch whose process id was given to another program since', () => {
    const late = process({ startedAtMs: lookMs - hourMs, workingDirectory: '/srv' });
    assert.deepEqual(relationOf(late, context(launch({ processId: 4_242, ...ended }))), {
      kind: 'stranger',
    });
    const early = process({ startedAtMs: lookMs - 9 * hourMs, workingDirectory: '/srv' });
    assert.deepEqual(relationOf(early, context(launch({ processId: 4_242 }))), {
      kind: 'stranger',
    });
  });

  it('knows a process again that was seen below a launch before its parents ended', () => {
    const known = launch({ ...ended, descendants: [{ processId: 4_242 }] });
    // Elsewhere, and with a parent that is no supervisor: time and folder would not tell.
    const who = process({
      workingDirectory: '/srv',
      parents: [{ processId: 55, name: 'subreaper' }],
    });
    assert.deepEqual(relationOf(who, context(known)), {
      kind: 'ended-launch',
      launch: known,
      isSure: true,
    });
    const reused = launch({
      ...ended,
      descendants: [{ processId: 4_242, startedAtMs: lookMs - 4 * hourMs }],
    });
    assert.equal(relationOf(who, context(reused)).kind, 'stranger');
  });

  it('prefers the nearest ancestor: a session in a terminal, and not the terminal', () => {
    const session = launch({ id: 'near', processId: 78 });
    const terminal = launch({ id: 'far', kind: 'terminal', label: 'zsh', processId: 77 });
    const who = process({
      parents: [
        { processId: 78, name: 'node' },
        { processId: 77, name: 'zsh' },
      ],
    });
    const relation = relationOf(who, context(terminal, session));
    assert.equal(relation.kind === 'running-launch' && relation.launch.id, 'near');
  });

  it('does not call a process left over that still has its parent, or that started later', () => {
    const withParent = process({ parents: [{ processId: 9, name: 'pm2' }] });
    assert.equal(relationOf(withParent, context(launch(ended))).kind, 'workspace');
    const later = process({ startedAtMs: lookMs - hourMs });
    assert.deepEqual(relationOf(later, context(launch(ended))), {
      kind: 'workspace',
      folder,
      isOrphan: true,
    });
  });

  it('knows the editor by its ids, by its own code and by its name, and no program it merely runs', () => {
    const relation = (changes: Partial<ProcessInfo>, known = context()): string =>
      relationOf(process(changes), known).kind;
    assert.equal(relation({}, { ...context(), editorProcessIds: [4_242] }), 'editor');
    assert.equal(relation({ commandLine: '/x/node /x/out/server-main.js --port 1' }), 'editor');
    assert.equal(
      relation({ commandLine: '/x/node /x/out/bootstrap-fork --type=extensionHost' }),
      'editor',
    );
    assert.equal(relation({ name: 'Code Helper (Plugin)', commandLine: '/A/Code H' }), 'editor');
    assert.equal(relation({ name: 'Code.exe', commandLine: 'Code.exe --type=utility' }), 'editor');
    assert.equal(relation({ name: 'code', commandLine: '/x/code server.js' }), 'workspace');
    assert.equal(
      relation(
        { parents: [{ processId: 60, name: 'node' }] },
        { ...context(), extensionHostProcessId: 60 },
      ),
      'extension',
    );
  });

  it('lets no hostile label into the words', () => {
    const said = words(
      process({ processId: 1 }),
      context(launch({ processId: 1, label: '\u202e<b>\n'.repeat(10_000) })),
    );
    assert.ok(said.length < 400, String(said.length));
    assert.doesNotMatch(said, /[\p{Cc}\p{Cf}]/u);
  });
});
