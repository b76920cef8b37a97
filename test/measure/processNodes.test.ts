import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  ancestorsOf,
  childrenIn,
  familyOf,
  type ProcessNode,
} from '../../src/measure/processNodes';

const node = (parentId: number, startedAt?: number): ProcessNode => ({
  parentId,
  ...(startedAt !== undefined && { startedAt }),
});

describe('the tree of processes', () => {
  it('tells who stands above one, nearest first, and no more than asked for', () => {
    const nodes = new Map([
      [1, node(0)],
      [10, node(1)],
      [11, node(10)],
      [12, node(11)],
    ]);
    assert.deepEqual(ancestorsOf(nodes, 12, 16), [11, 10, 1]);
    assert.deepEqual(ancestorsOf(nodes, 12, 2), [11, 10]);
    assert.deepEqual(ancestorsOf(nodes, 99, 16), []);
  });

  it('takes nobody for a parent who started later: an id that was given anew', () => {
    const nodes = new Map([
      [10, node(1, 500)],
      [11, node(10, 400)],
      [12, node(10, 600)],
    ]);
    assert.deepEqual(ancestorsOf(nodes, 11, 16), []);
    assert.deepEqual(familyOf(10, childrenIn(nodes), 64), [10, 12]);
  });

  it('ends in a circle, and at the most', () => {
    const circle = new Map([
      [10, node(12)],
      [11, node(10)],
      [12, node(11)],
    ]);
    assert.deepEqual(ancestorsOf(circle, 12, 16), [11, 10]);
    assert.deepEqual(familyOf(10, childrenIn(circle), 64), [10, 11, 12]);
    assert.deepEqual(
      familyOf(1, (id) => [id + 1], 3),
      [1, 2, 3],
    );
  });
});
