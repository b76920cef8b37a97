import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realClock } from '../../../src/measure/clock';
import { readSocketTable } from '../../../src/measure/linux/readSocketTable';
import type { Reading } from '../../../src/measure/measurement';

const fixture = (name: string): URL =>
  new URL(`../../fixtures/measure/linux/${name}`, import.meta.url);

describe('reading a socket table', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'net-'));
    copyFileSync(fixture('tcp.txt'), join(directory, 'tcp'));
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  const reasonOf = (reading: Reading<unknown>): string =>
    reading.kind === 'unavailable' ? `${reading.reason}: ${reading.detail}` : 'a value';
  const rows = (name: string): number =>
    readFileSync(fixture(name), 'latin1').trimEnd().split('\n').length - 1;

  it('puts both families into one table, and does without IPv6', async () => {
    const without = await readSocketTable(directory, realClock);
    assert.equal(without.kind === 'value' && without.value.length, rows('tcp.txt'));
    copyFileSync(fixture('tcp6.txt'), join(directory, 'tcp6'));
    const both = await readSocketTable(directory, realClock);
    assert.equal(both.kind === 'value' && both.value.length, rows('tcp.txt') + rows('tcp6.txt'));
  });

  it('counts remaining times from the moment at which the whole was read', async () => {
    // Each look at the steady clock finds it a second later; the wall's was set back each time.
    let nowMs = 0;
    const reading = await readSocketTable(directory, () => ({
      atMs: 5,
      steadyMs: (nowMs += 1000),
    }));
    assert.ok(reading.kind === 'value');
    const { timeWaitRemainingMs, length } = reading.value;
    const remaining = [...timeWaitRemainingMs.subarray(0, length)].filter((ms) => ms >= 0);
    assert.equal(remaining.length, 7);
    // Written into the file: 59 to 60 s.
    const elapsedMs = nowMs - 1000;
    assert.ok(elapsedMs >= 1000);
    for (const ms of remaining) assert.ok(ms <= 60_000 - elapsedMs && ms > 58_000 - elapsedMs);
  });

  it('gives the reason where there is no table, or a damaged one', async () => {
    assert.match(reasonOf(await readSocketTable('/nowhere', realClock)), /^not-found: ENOENT/);
    const table = readFileSync(join(directory, 'tcp'));
    writeFileSync(join(directory, 'tcp'), table.subarray(0, 1000));
    assert.equal(
      reasonOf(await readSocketTable(directory, realClock)),
      'malformed: line 7 has no end',
    );
    writeFileSync(join(directory, 'tcp'), '');
    assert.equal(
      reasonOf(await readSocketTable(directory, realClock)),
      'malformed: the header is missing',
    );
    writeFileSync(join(directory, 'tcp'), 'x'.repeat(10_000_000));
    assert.equal(
      reasonOf(await readSocketTable(directory, realClock)),
      'malformed: a line has no end',
    );
  });

  it('reads a huge table in slices, and stops in between when told to', async () => {
    const table = readFileSync(fixture('tcp.txt'), 'latin1');
    const endOfHeader = table.indexOf('\n') + 1;
    const copies = Math.ceil(200_000 / rows('tcp.txt'));
    writeFileSync(
      join(directory, 'tcp'),
      table.slice(0, endOfHeader) + table.slice(endOfHeader).repeat(copies),
    );
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    const reading = await readSocketTable(directory, realClock);
    clearInterval(count);
    assert.equal(reading.kind === 'value' && reading.value.length, copies * rows('tcp.txt'));
    assert.ok(turns > 0, 'nothing else had a turn');

    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 1);
    assert.match(
      reasonOf(await readSocketTable(directory, realClock, controller.signal)),
      /^cancelled/,
    );
  });

  it('refuses more than 80 MB', async () => {
    const table = readFileSync(fixture('tcp.txt'), 'latin1');
    const endOfHeader = table.indexOf('\n') + 1;
    const block = table.slice(endOfHeader).repeat(400);
    writeFileSync(
      join(directory, 'tcp'),
      table.slice(0, endOfHeader) + block.repeat(Math.ceil((81 * 1024 * 1024) / block.length)),
    );
    assert.match(reasonOf(await readSocketTable(directory, realClock)), /^too-large/);
  });
});
