/** What is kept of a case over a reload of the window, and what of it is taken up again. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { keptCase, restoredCase, type KeptCase } from '../src/caseMemory';
import { diagnose } from '../src/explain/diagnose';
import type { Moment } from '../src/measure/measurement';
import { FlightRecorder } from '../src/measure/flightRecorder';
import {
  exhaustedCase,
  lookMs,
  measurement,
  rate,
  read,
  server,
  usage,
} from './explain/support/caseFiles';

/** As a process tells that began a second before that look. */
const at = (atMs: number): Moment => ({ atMs, steadyMs: atMs - lookMs + 1_000 });
const by = { version: '1.2.3', language: 'en' };
const history = {
  destination: server,
  startMs: lookMs - 3_000,
  connectionsPerSecond: [1, 2, 3],
  occupiedPorts: [null, 5, 6],
};

function openCase(ports = 3): KeptCase {
  const occupied = Array.from({ length: ports }, (_, index) => ({
    port: 50_000 + index,
    state: 'waiting' as const,
    remainingMs: 1_000,
  }));
  const looked = measurement({
    destinations: read([usage({ waiting: ports }, { ports: occupied })]),
  });
  // Slow enough to go on for ever: an infinite time, which JSON does not know.
  const file = exhaustedCase({ measurement: looked, rates: [rate(0.01)] });
  const verdict = diagnose(file, 'en');
  const { nowMs, ...facts } = file;
  return { diagnosis: { ...facts, atMs: nowMs, attributions: [], verdict }, histories: [history] };
}

describe('the memory of the open case', () => {
  it('gives back what it was given, but for the ports one by one', () => {
    const before = openCase();
    const after = restoredCase(keptCase(before, by, lookMs), by, at(lookMs + 60_000));
    assert.deepEqual(after?.diagnosis.verdict, before.diagnosis.verdict);
    assert.deepEqual(after.diagnosis.error, before.diagnosis.error);
    assert.deepEqual(after.histories, before.histories);
    // On the steady clock of the process that takes it up.
    assert.equal(after.diagnosis.measurement.steadyMs, 1_000);
    const { destinations } = after.diagnosis.measurement;
    assert.equal(destinations.kind === 'value' && destinations.value[0]?.occupiedPorts, 3);
    assert.deepEqual(destinations.kind === 'value' && destinations.value[0]?.ports, []);
  });

  it('knows what goes on for ever', () => {
    const before = openCase();
    const endless = { ...before.diagnosis.verdict.forecast!, timeToExhaustionMs: Infinity };
    const verdict = { ...before.diagnosis.verdict, forecast: endless };
    const kept = keptCase({ ...before, diagnosis: { ...before.diagnosis, verdict } }, by, lookMs);
    const after = restoredCase(kept, by, at(lookMs));
    assert.equal(after?.diagnosis.verdict.forecast?.timeToExhaustionMs, Infinity);
    assert.deepEqual(after.histories[0]?.occupiedPorts, [null, 5, 6]);
  });

  it('stays small however many ports are in use, and keeps nothing that is too large', () => {
    assert.ok(keptCase(openCase(28_000), by, lookMs)!.length < 20_000);
    const huge = openCase();
    const error = { ...huge.diagnosis.error!, line: 'x'.repeat(600_000) };
    assert.equal(
      keptCase({ ...huge, diagnosis: { ...huge.diagnosis, error } }, by, lookMs),
      undefined,
    );
  });

  it('takes up nothing of another version or language, nor what is old or from the future', () => {
    const kept = keptCase(openCase(), by, lookMs);
    assert.equal(restoredCase(kept, { ...by, version: '1.2.4' }, at(lookMs)), undefined);
    assert.equal(restoredCase(kept, { ...by, language: 'de' }, at(lookMs)), undefined);
    assert.equal(restoredCase(kept, by, at(lookMs + 3_600_001)), undefined);
    assert.equal(restoredCase(kept, by, at(lookMs - 1)), undefined);
  });

  it('takes anything else for nothing', () => {
    const kept = keptCase(openCase(), by, lookMs)!;
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json()), (stored) => {
        assert.equal(restoredCase(stored, by, at(lookMs)), undefined);
      }),
    );
    fc.assert(
      fc.property(fc.nat(kept.length - 1), (length) => {
        assert.equal(restoredCase(kept.slice(0, length), by, at(lookMs)), undefined);
      }),
    );
  });
});

describe('a flight recorder that takes up an earlier one’s history', () => {
  it('goes on where that one ended', () => {
    const recorder = new FlightRecorder();
    recorder.resume([history], {}, at(lookMs));
    assert.deepEqual(recorder.histories(at(lookMs - 1)), [history]);
    const used = usage({ open: 4 }, { ports: [{ port: 50_000, state: 'open' }] });
    recorder.record(measurement({ ...at(lookMs + 1_000), destinations: read([used]) }));
    const [after] = recorder.histories(at(lookMs + 1_000));
    assert.deepEqual(after?.occupiedPorts, [null, 5, 6, null, 4]);
    assert.deepEqual(after.connectionsPerSecond.slice(0, 3), [1, 2, 3]);
  });

  it('keeps its own of a destination that it knows already', () => {
    const recorder = new FlightRecorder();
    const used = usage({ open: 4 }, { ports: [{ port: 50_000, state: 'open' }] });
    recorder.record(measurement({ ...at(lookMs), destinations: read([used]) }));
    recorder.resume([history], {}, at(lookMs));
    assert.deepEqual(recorder.histories(at(lookMs))[0]?.occupiedPorts, [4]);
  });
});
