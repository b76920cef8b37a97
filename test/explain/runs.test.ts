import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import {
  compareRuns,
  comparisonMarkdown,
  usualComparison,
  type RunRecord,
} from '../../src/explain/runs';
import { server } from './support/caseFiles';

const before: RunRecord = {
  id: '1',
  label: 'API',
  startedAtMs: 0,
  endedAtMs: 6_000,
  destination: server,
  connections: 201,
  connectionsPerSecond: 40,
  requests: 201,
  mostPorts: 201,
  capacity: 201,
  countedBy: 'probe',
  failure: { code: 'EADDRNOTAVAIL', afterMs: 5_000 },
};
const after: RunRecord = {
  id: '2',
  label: 'API',
  startedAtMs: 10_000,
  endedAtMs: 70_000,
  destination: server,
  connections: 12,
  connectionsPerSecond: 0.2,
  requests: 2_400,
  mostPorts: 4,
  capacity: 201,
  countedBy: 'probe',
};

describe('two runs side by side', () => {
  it('are told in a sentence and in figures', () => {
    const { sentence, figures } = compareRuns(before, after, 'en');
    assert.equal(
      sentence,
      'Before: 40 connections/s, 0 % reused, failed after 5 s (EADDRNOTAVAIL). After: 0.2 connections/s, 99.5 % reused, ran 60 s without a socket error.',
    );
    const figure = (label: string) => figures.find((each) => each.label === label);
    assert.deepEqual(figure('Ports in use, at most'), {
      label: 'Ports in use, at most',
      before: '201 of 201',
      after: '4 of 201',
    });
  });

  it('say what is not known instead of a number', () => {
    const { requests, mostPorts, destination, ...bare } = before;
    assert.ok(requests && mostPorts && destination);
    const { sentence, figures } = compareRuns(bare, after, 'en');
    assert.match(sentence, /^Before: 40 connections\/s, failed/);
    assert.equal(figures.filter((each) => each.before === 'not known').length, 4);
  });

  it('are the latest and the failure that it is to cure', () => {
    const fine = { ...after, id: '3', startedAtMs: 5_000 };
    const other = { ...before, id: '4', label: 'Web', startedAtMs: 8_000 };
    assert.deepEqual(usualComparison([after, other, fine, before]), { before, after });
    assert.deepEqual(usualComparison([after, other]), { before: other, after });
    assert.deepEqual(usualComparison([after, fine]), { before: fine, after });
    assert.deepEqual(usualComparison([after, other, fine]), { before: fine, after });
    assert.equal(usualComparison([after]), undefined);
    assert.equal(usualComparison([]), undefined);
  });

  it('are Markdown that no name can break out of', () => {
    const text = comparisonMarkdown(before, after, 'en', 'a picture.png');
    assert.match(text, /^## Connections, before and after\n/);
    assert.match(text, /\| Connections reused \| 0 % \| 99\.5 % \|/);
    assert.match(text, /!\[Ports in use over time\]\(a%20picture\.png\)/);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (label) => {
        const rows = comparisonMarkdown({ ...before, label }, after, 'en').split('\n');
        const head = rows.findIndex((row) => row.startsWith('|'));
        for (const row of rows.slice(head, head + 10)) {
          assert.equal(row.match(/(?<!\\)(?:\\\\)*\|/g)?.length, 4, row);
        }
        assert.ok(!/(?<!\\)</.test(rows.join('\n')));
      }),
    );
  });
});
