import assert from 'node:assert/strict';
import { longestLineBytes, type ProbeMessage } from '../../../src/measure/probe/wire';
import { AsyncCallers } from '../../../src/probe/node/asyncCallers';
import { Ledger } from '../../../src/probe/node/ledger';
import { Reporter } from '../../../src/probe/node/reporter';
import { Sampler } from '../../../src/probe/node/sampler';
import { Sites } from '../../../src/probe/node/sites';

const seed = 12_345;
const pass = () => undefined;

describe("the Node probe's limits", () => {
  it('keep the ledger small whatever the program does, and say what was left out', () => {
    const ledger = new Ledger(pass);
    const many = 3_000;
    for (let index = 0; index < many; index += 1) {
      const record = ledger.destination(`10.0.${index >> 8}.${index & 255}`, 80);
      record?.connected();
      for (let site = 1; site <= 300; site += 100) record?.place('connections', site);
      for (let code = 0; code < 20; code += 1) record?.failed(`E${code}`);
      for (let name = 0; name < 20; name += 1) record?.addName(`${name}.test`);
    }
    const records = ledger.changed();
    assert.equal(records.length, 1_000);
    assert.equal(Object.keys(records[0]!.failures).length, 8);
    assert.equal(records[0]!.names.length, 4);
    assert.equal(ledger.leftOut, many - 1_000 + 1_000 * 12);
  });

  it('put what nobody looked at down to the next place that is seen', () => {
    const record = new Ledger(pass).destination('10.0.0.1', 80)!;
    for (const site of [0, 0, 0, 7, 0, 9]) record.requested(site);
    const { requests, sites } = record.counts();
    assert.equal(requests, 6);
    assert.deepEqual(sites, [
      { site: 7, connections: 0, requests: 4 },
      { site: 9, connections: 0, requests: 2 },
    ]);
  });

  it('keep each line below what the receiving end reads, and tell nothing twice', () => {
    const ledger = new Ledger(pass);
    const sampler = new Sampler(() => 0, seed);
    const lines: string[] = [];
    let isFree = true;
    const pipe = {
      get isFree() {
        return isFree;
      },
      send: (text: string) => lines.push(...text.trimEnd().split('\n')),
      sendLast: (text: string) => lines.push(...text.trimEnd().split('\n')),
    };
    const reporter = new Reporter(
      ledger,
      new Sites(ledger, sampler, new AsyncCallers(() => 0)),
      () => 1,
      () => pipe,
      () => ({ type: 'hello' }) as never,
    );
    for (let index = 0; index < 1_000; index += 1) {
      const record = ledger.destination('10.0.0.1', index)!;
      record.addName('\u0000'.repeat(10_000));
      for (let site = 1; site <= 200; site += 1) record.requested(site);
    }
    isFree = false;
    assert.equal(reporter.report(false), false);
    assert.deepEqual(lines, []);
    isFree = true;
    assert.equal(reporter.report(false), true);
    for (const line of lines) assert.ok(Buffer.byteLength(line) < longestLineBytes);
    const types = lines.map((line) => (JSON.parse(line) as ProbeMessage).type);
    assert.equal(types[0], 'hello');
    assert.equal(types.filter((type) => type === 'destination').length, 1_000);
    const counts = lines.flatMap((line) => {
      const message = JSON.parse(line) as ProbeMessage;
      return message.type === 'counts' ? message.destinations : [];
    });
    assert.equal(counts.length, 1_000);
    lines.length = 0;
    ledger.destination('10.0.0.1', 3)!.requested(1);
    reporter.report(true);
    assert.equal(lines.length, 1);
  });
});

describe("the Node probe's sampler", () => {
  function looks(perSecond: number, seconds: number): number {
    let nowMs = 0;
    const sampler = new Sampler(() => nowMs, seed);
    let seen = 0;
    for (let index = 0; index < perSecond * seconds; index += 1) {
      nowMs += 1_000 / perSecond;
      if (sampler.wants()) seen += 1;
    }
    return seen;
  }

  it('looks at everything while little happens', () => {
    assert.equal(looks(40, 60), 40 * 60);
  });

  it('looks about fifty times a second however much happens', () => {
    for (const perSecond of [1_000, 30_000]) {
      const seen = looks(perSecond, 20);
      assert.ok(seen > 700 && seen < 1_800, `${seen} of ${perSecond} a second`);
    }
  });

  it('sees two callers that take turns in their shares', () => {
    let nowMs = 0;
    const sampler = new Sampler(() => nowMs, seed);
    const seen = [0, 0, 0, 0];
    for (let index = 0; index < 400_000; index += 1) {
      nowMs += 0.1;
      if (sampler.wants()) seen[index % 4]! += 1;
    }
    const total = seen.reduce((sum, each) => sum + each);
    for (const each of seen) assert.ok(Math.abs(each / total - 0.25) < 0.05, `${each} of ${total}`);
  });
});
