import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { EditorContext } from '../../src/explain/whose';
import type { PortHolder } from '../../src/measure/measurement';
import { portRows } from '../../src/present/portsView/portRows';
import { holder, lookMs, unread } from '../explain/support/caseFiles';

const context: EditorContext = {
  workspaceFolders: ['/w/api'],
  editorProcessIds: [50],
  launches: [
    {
      id: 'debug-session 1',
      kind: 'debug-session',
      label: 'API',
      processId: 4_242,
      startedAtMs: lookMs - 3 * 3_600_000,
      endedAtMs: lookMs - 3_600_000,
    },
  ],
  userId: 1_000,
};
const on = (port: number, each: PortHolder): PortHolder => ({
  ...each,
  local: { ...each.local, port },
});
const rows = (holders: readonly PortHolder[]) =>
  portRows(holders, { platform: 'linux', nowMs: lookMs, locale: 'en', context });

const leftOver = holder({ workingDirectory: '/w/api', userId: 1_000 });
const stranger = holder({
  processId: 7,
  name: 'redis',
  commandLine: 'redis-server',
  userId: 1_000,
});

describe('the rows of the ports view', () => {
  it('say who listens, whose it is, where, and since when', () => {
    const [row] = rows([on(3_000, leftOver)]);
    assert.equal(row?.description, 'node server.js (pid 4242) · left over from “API” · api · 3 h');
    assert.equal(
      row.sentence,
      '127.0.0.1:3000: node server.js (pid 4242), started 3 h ago by your debug session “API” in this folder.',
    );
    assert.equal(row.isOurs, true);
    assert.deepEqual(
      row.acts.map(({ kind }) => kind),
      ['stop-holder', 'use-next-free-port'],
    );
  });

  it('are one for a process that listens on both families, and two for two processes', () => {
    const both = [
      on(3_000, leftOver),
      on(3_000, { ...leftOver, local: { address: '::1', port: 0 } }),
    ];
    const [row, ...more] = rows(both);
    assert.deepEqual(more, []);
    assert.match(row!.sentence, /^127\.0\.0\.1:3000, \[::1\]:3000: /);
    assert.equal(rows([...both, on(3_000, stranger)]).length, 2);
    const ids = rows([...both, on(3_000, stranger), on(80, stranger)]).map(({ id }) => id);
    assert.equal(new Set(ids).size, 3);
  });

  it('begin with what is ours, then go by port', () => {
    const all = rows([on(9_000, leftOver), on(6_379, stranger), on(22, stranger)]);
    assert.deepEqual(
      all.map(({ port }) => port),
      [9_000, 22, 6_379],
    );
  });

  it('say in words what cannot be named, and offer nothing for it', () => {
    const [row] = rows([on(22, holder(unread('permission', '/proc/*/fd')))]);
    assert.equal(row?.description, 'a process that cannot be named');
    assert.match(row.sentence, /^127\.0\.0\.1:22: a process that cannot be named \(.+\)\.$/);
    assert.deepEqual(row.acts, []);
  });

  it("never offer to stop the editor, or another user's", () => {
    const editor = holder({ processId: 50, userId: 1_000 });
    const other = holder({ processId: 51, userId: 0 });
    for (const { acts } of rows([on(1, editor), on(2, other)])) {
      assert.ok(!acts.some(({ kind }) => kind === 'stop-holder'));
    }
  });

  it('offer the container behind a proxy, and no stop of what the system would miss', () => {
    const proxy = holder({ processId: 9, name: 'docker-proxy', userId: 1_000 });
    const system = holder({ processId: 10, name: 'sshd', userId: 1_000 });
    const [container, sshd] = rows([on(1, proxy), on(2, system)]);
    assert.deepEqual(container?.acts.at(-1), {
      kind: 'stop-container',
      container: { publishedPort: 1 },
    });
    for (const row of [container, sshd]) {
      assert.ok(!row?.acts.some(({ kind }) => kind === 'stop-holder'));
    }
  });

  it('keep hostile names to one line', () => {
    const name = `a\n\u202E$(trash)${'b'.repeat(5_000)}`;
    const hostile = holder({
      processId: 8,
      name,
      commandLine: name,
      workingDirectory: `/x/${name}`,
    });
    const [row] = rows([on(1, hostile)]);
    assert.ok(row!.description.length < 300 && row!.sentence.length < 500);
    assert.doesNotMatch(row!.description + row!.sentence, /[\n\u202E]/);
  });
});
