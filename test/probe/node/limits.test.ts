import assert from 'node:assert/strict';
import { longestLineBytes, type ProbeMessage } from '../../../src/measure/probe/wire';
import { AsyncCallers } from '../../../src/probe/node/asyncCallers';
import { hiddenSite, Ledger, queuedSite } from '../../../src/probe/node/ledger';
import { Reporter } from '../../../src/probe/node/reporter';
import { runnableTime } from '../../../src/probe/node/runnableTime';
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
      for (let site = 1; site <= 300; site += 100) record?.placeConnection(site);
      for (let code = 0; code < 20; code += 1) record?.failed(`E${code}`);
      for (let name = 0; name < 20; name += 1) record?.addName(`${name}.test`);
    }
    const records = ledger.changed();
    assert.equal(records.length, 1_000);
    assert.equal(Object.keys(records[0]!.failures).length, 8);
    assert.equal(records[0]!.names.length, 4);
    assert.equal(ledger.leftOut, many - 1_000 + 1_000 * 12);
  });

  it('share out what nobody looked at by how often each place was seen', () => {
    const record = new Ledger(pass).destination('10.0.0.1', 80)!;
    for (const site of [0, 0, 0, 7, 0, 9, 9, 0]) record.requested(site);
    const { requests, sites } = record.counts();
    assert.equal(requests, 8);
    assert.deepEqual(sites, [
      { site: 7, connections: 0, requests: 3 },
      { site: 9, connections: 0, requests: 5 },
    ]);
    for (const site of [0, 0, 7]) record.requested(site);
    assert.deepEqual(record.counts().sites[0], { site: 7, connections: 0, requests: 6 });
  });

  it('put what comes out of a queue down to who was seen before, while that can be told', () => {
    const record = new Ledger(pass).destination('10.0.0.1', 80)!;
    for (const site of [7, queuedSite, queuedSite, 9, queuedSite]) record.requested(site);
    assert.deepEqual(record.counts().sites, [
      { site: 7, connections: 0, requests: 3 },
      { site: 9, connections: 0, requests: 2 },
    ]);
    for (const site of [hiddenSite, queuedSite, 7]) record.requested(site);
    assert.deepEqual(record.counts().sites[0], { site: 7, connections: 0, requests: 6 });
  });

  it('say nothing of requests any more where some were not seen', () => {
    const record = new Ledger(pass).destination('10.0.0.1', 80)!;
    record.requested(7);
    assert.equal(record.counts().requests, 1);
    record.loseRequests();
    record.requested(7);
    assert.equal('requests' in record.counts(), false);
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

describe('the time that a program could run', () => {
  it('passes while it runs and while it has nothing to do, and never faster than time', () => {
    const use = { nowMs: 1_000, idleMs: 50, usedMs: 70 };
    const clock = runnableTime({
      nowMs: () => use.nowMs,
      idleMs: () => use.idleMs,
      usedMs: () => use.usedMs,
    });
    const after = (nowMs: number, idleMs: number, usedMs: number): number => {
      use.nowMs += nowMs;
      use.idleMs += idleMs;
      use.usedMs += usedMs;
      return clock();
    };
    assert.equal(after(100, 90, 10), 100);
    assert.equal(after(100, 0, 20), 120, 'it waited 80 ms for the processor');
    assert.equal(after(100, 50, 200), 220, 'other threads of it ran as well');
    assert.equal(after(0, 0, 0), 220);
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
    assert.equal(looks(15, 60), 15 * 60);
  });

  it('looks at the first fifty, and then about twenty times a second however much happens', () => {
    for (const perSecond of [1_000, 30_000]) {
      assert.ok(looks(perSecond, 50 / perSecond) >= 49);
      const seen = looks(perSecond, 20);
      assert.ok(seen > 300 && seen < 600, `${seen} of ${perSecond} a second`);
    }
  });

  it('looks again at the first of a new destination, but not for one after the other', () => {
    let nowMs = 0;
    const sampler = new Sampler(() => nowMs, seed);
    const looksAmong = (events: number): number => {
      let seen = 0;
      for (let index = 0; index < events; index += 1) {
        nowMs += 0.1;
        if (sampler.wants()) seen += 1;
      }
      return seen;
    };
    looksAmong(100_000);
    sampler.newDestination();
    assert.equal(looksAmong(40), 40);
    looksAmong(500);
    sampler.newDestination();
    assert.ok(looksAmong(40) < 20);
  });

  it('sees little while the machine lets the program run little', () => {
    // A quarter of the processor, without pause: 10 s by the wall clock, 2.5 s for the program.
    let nowMs = 0;
    const clock = runnableTime({
      nowMs: () => nowMs,
      idleMs: () => 0,
      usedMs: () => nowMs / 4,
    });
    const sampler = new Sampler(clock, seed);
    let seen = 0;
    for (; nowMs < 10_000; nowMs += 0.5) if (sampler.wants()) seen += 1;
    assert.ok(seen > 80 && seen < 170, `${seen}`);
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
