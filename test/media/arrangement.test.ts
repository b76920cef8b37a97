import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  arranged,
  inOrderOf,
  nextSort,
  type Arranging,
  type SortValue,
} from '../../media/panel/table/arrangement';

interface Row {
  readonly id: string;
  readonly value: SortValue;
}

const arranging: Arranging<Row> = {
  keyOf: ({ id }) => id,
  sortValues: { value: ({ value }) => value, id: ({ id }) => id },
  wordsOf: ({ id, value }) => [id, String(value)],
  language: 'en',
};
const ids = (rows: readonly Row[]) => rows.map(({ id }) => id);
const row = fc.record({
  id: fc.string(),
  value: fc.option(fc.double({ noNaN: true }), { nil: undefined }),
});

describe('the arrangement of a table', () => {
  it('is the order of the rows where nobody asked for another', () => {
    const rows = [
      { id: 'b', value: 2 },
      { id: 'a', value: 1 },
    ];
    assert.deepEqual(ids(arranged(rows, { filter: '' }, arranging)), ['b', 'a']);
    for (const column of ['gone', 'constructor', '__proto__']) {
      const unknown = { filter: '', sort: { column, descending: true } };
      assert.deepEqual(ids(arranged(rows, unknown, arranging)), ['b', 'a'], column);
    }
  });

  it('sorts any numbers by size, either way, and what is unknown always last', () => {
    fc.assert(
      fc.property(fc.array(row), fc.boolean(), (rows, descending) => {
        const sorted = arranged(
          rows,
          { filter: '', sort: { column: 'value', descending } },
          arranging,
        );
        assert.deepEqual([...ids(sorted)].sort(), [...ids(rows)].sort());
        const known = sorted.filter(({ value }) => value !== undefined);
        assert.deepEqual(sorted.slice(0, known.length), known);
        const values = known.map(({ value }) => Number(value));
        const bySize = [...values].sort((a, b) => (descending ? b - a : a - b));
        assert.deepEqual(values, bySize);
      }),
    );
  });

  it('sorts words as the reader does, ports by their number', () => {
    const rows = ['ä.test:80', 'z.test:1', 'a.test:443', 'a.test:80'].map((id) => ({
      id,
      value: 0,
    }));
    const sort = { column: 'id', descending: false };
    assert.deepEqual(ids(arranged(rows, { filter: '', sort }, arranging)), [
      'a.test:80',
      'ä.test:80',
      'a.test:443',
      'z.test:1',
    ]);
  });

  it('keeps the rows that have every word, in whatever case', () => {
    const rows = [
      { id: 'db.test:5432', value: 7 },
      { id: 'api.test:443', value: 7 },
    ];
    const filtered = (filter: string) => ids(arranged(rows, { filter }, arranging));
    assert.deepEqual(filtered('  TEST   54 '), ['db.test:5432']);
    assert.deepEqual(filtered('test 7'), ['db.test:5432', 'api.test:443']);
    assert.deepEqual(filtered('test nowhere'), []);
    assert.deepEqual(filtered('.*'), []);
  });

  it('holds still: rows that were there keep their order, new ones come after them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (before, now) => {
        const rows = now.map((id) => ({ id, value: 0 }));
        const held = ids(inOrderOf(before, rows, arranging.keyOf));
        const [known, added] = [
          before.filter((id) => now.includes(id)),
          now.filter((id) => !before.includes(id)),
        ];
        assert.deepEqual(held, [...known, ...added]);
      }),
    );
  });

  it('turns with each press on a heading: first way, other way, as it comes', () => {
    const first = nextSort(undefined, 'rate', true);
    const second = nextSort(first, 'rate', true);
    assert.deepEqual(
      [first, second, nextSort(second, 'rate', true)],
      [{ column: 'rate', descending: true }, { column: 'rate', descending: false }, undefined],
    );
    assert.deepEqual(nextSort(first, 'name', false), { column: 'name', descending: false });
  });
});
