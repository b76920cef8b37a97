import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RootedOrigin } from '../../src/measure/clients';
import { Families } from '../../src/measure/families';
import type { ProcessNode } from '../../src/measure/processNodes';

const editor: RootedOrigin = { id: 'editor', kind: 'editor', label: '', processIds: [10] };
const terminal: RootedOrigin = { id: 't', kind: 'terminal', label: 'bash', processIds: [20] };
const session: RootedOrigin = { id: 's', kind: 'session', label: 'Client', processIds: [30] };
const origins = [session, terminal, editor];

/** init → editor (10) → pty host (11) → shell (20) → npm (21) → node (22); debuggee 30 under 11. */
const tree: Record<number, ProcessNode> = {
  1: { parentId: 0, startedAt: 0 },
  5: { parentId: 1, startedAt: 1 },
  10: { parentId: 1, startedAt: 10 },
  11: { parentId: 10, startedAt: 11 },
  20: { parentId: 11, startedAt: 20, leaderId: 20 },
  21: { parentId: 20, startedAt: 21, leaderId: 20 },
  22: { parentId: 21, startedAt: 22, leaderId: 20 },
  30: { parentId: 11, startedAt: 30, leaderId: 10 },
  31: { parentId: 30, startedAt: 31, leaderId: 10 },
};

function nodes(changes: Record<number, ProcessNode | undefined> = {}) {
  return new Map(
    Object.entries({ ...tree, ...changes }).flatMap(([id, node]) =>
      node === undefined ? [] : [[Number(id), node] as const],
    ),
  );
}

const idsOf = (families: Families, ...processIds: number[]) =>
  processIds.map((processId) => families.originOf(processId)?.id);

describe('Families', () => {
  it('gives each process to the nearest origin above it', () => {
    const families = new Families();
    families.update(nodes(), origins);
    assert.deepEqual(idsOf(families, 1, 5, 10, 11), [undefined, undefined, 'editor', 'editor']);
    assert.deepEqual(idsOf(families, 20, 21, 22), ['t', 't', 't']);
    assert.deepEqual(idsOf(families, 30, 31), ['s', 's']);
    assert.deepEqual(families.all(), [31, 30, 22, 21, 20, 11, 10]);
  });

  it('keeps an orphan in its family, and what the orphan starts', () => {
    const families = new Families();
    const found = nodes({
      30: { parentId: 11, startedAt: 30 },
      31: { parentId: 30, startedAt: 31 },
    });
    families.update(found, origins);
    const orphaned = { parentId: 1, startedAt: 31 };
    families.update(
      nodes({ 30: undefined, 31: orphaned, 32: { parentId: 31, startedAt: 32 } }),
      [terminal, editor], // the session has ended, too
    );
    assert.deepEqual(idsOf(families, 31, 32), ['s', 's']);
    families.update(nodes({ 30: undefined, 31: { parentId: 1, startedAt: 99 } }), [editor]);
    assert.deepEqual(idsOf(families, 31), [undefined], 'another process with the same id');
  });

  it('knows an orphan that it never saw with its parent by the shell it was started in', () => {
    const families = new Families();
    families.update(nodes({ 23: { parentId: 1, startedAt: 23, leaderId: 20 } }), origins);
    assert.deepEqual(idsOf(families, 23), ['t']);
  });

  it('does not give the editor an orphan that one of its processes adopts', () => {
    const families = new Families();
    families.update(nodes(), origins);
    families.update(nodes({ 21: undefined, 22: { parentId: 10, startedAt: 22 } }), [editor]);
    assert.deepEqual(idsOf(families, 22), ['t']);
  });

  it('keeps an orphan of the editor’s own', () => {
    const families = new Families();
    families.update(nodes({ 12: { parentId: 11, startedAt: 12 } }), origins);
    families.update(nodes({ 11: undefined, 12: { parentId: 1, startedAt: 12 } }), origins);
    assert.deepEqual(idsOf(families, 12), ['editor']);
  });

  it('takes no younger process for a parent, and survives a circle', () => {
    const families = new Families();
    families.update(
      nodes({
        40: { parentId: 20, startedAt: 5 },
        50: { parentId: 51 },
        51: { parentId: 50 },
      }),
      origins,
    );
    assert.deepEqual(idsOf(families, 40, 50, 51), [undefined, undefined, undefined]);
  });

  it('moves a program from its terminal to the session whose debugger names it later', () => {
    const families = new Families();
    families.update(nodes(), origins);
    families.update(nodes(), [{ ...session, processIds: [30, 21] }, terminal, editor]);
    assert.deepEqual(idsOf(families, 20, 21, 22), ['t', 's', 's']);
  });
});
