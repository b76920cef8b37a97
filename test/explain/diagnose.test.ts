import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diagnose } from '../../src/explain/diagnose';
import { causes } from '../../src/explain/causes';
import type { CaseFile, Verdict } from '../../src/explain/verdict';
import type { UnavailableReason } from '../../src/measure/measurement';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  lookMs,
  measurement,
  rate,
  read,
  unread,
  usage,
  wholeText,
} from './support/caseFiles';

const everyReason: readonly UnavailableReason[] = [
  'permission',
  'not-found',
  'unsupported',
  'timed-out',
  'malformed',
  'too-large',
  'other-namespace',
  'process-gone',
  'cancelled',
  'failed',
];

describe('diagnose', () => {
  it('names every cause once', () => {
    assert.equal(new Set(causes.map(({ id }) => id)).size, causes.length);
  });

  const table: readonly [what: string, file: CaseFile, cause: string, confidence: string][] = [
    ['full of TIME_WAIT', exhaustedCase(), 'time-wait-exhaustion', 'certain'],
    [
      'full of open connections',
      exhaustedCase({ measurement: measurement({ destinations: read([usage({ open: 201 })]) }) }),
      'open-connections',
      'certain',
    ],
    [
      'nearly full: the program died and gave its open ports back',
      exhaustedCase({
        measurement: measurement({ destinations: read([usage({ waiting: 170 })]) }),
      }),
      'time-wait-exhaustion',
      'likely',
    ],
    [
      'more than half full',
      exhaustedCase({
        measurement: measurement({ destinations: read([usage({ waiting: 120 })]) }),
      }),
      'time-wait-exhaustion',
      'possible',
    ],
    [
      'under half full',
      exhaustedCase({ measurement: measurement({ destinations: read([usage({ waiting: 90 })]) }) }),
      'not-exhausted',
      'likely',
    ],
    [
      'nothing to that destination in the table',
      exhaustedCase({ measurement: measurement() }),
      'not-exhausted',
      'likely',
    ],
    [
      'looked a minute after the error',
      exhaustedCase({ measurement: measurement(), errorAtMs: lookMs - 60_000 }),
      'not-exhausted',
      'possible',
    ],
    [
      'full, but the error names no destination',
      exhaustedCase({ error: connectError({ endpoint: {} }) }),
      'time-wait-exhaustion',
      'likely',
    ],
    [
      'undetermined text, full pool',
      exhaustedCase({
        error: connectError({ illness: 'undetermined', operation: 'unknown', code: 'EADDRINUSE' }),
        holders: read([holder({})]),
      }),
      'time-wait-exhaustion',
      'likely',
    ],
    [
      'undetermined text, somebody listens',
      caseFile({
        error: listenError({ illness: 'undetermined', operation: 'unknown' }),
        holders: read([holder({})]),
      }),
      'address-taken',
      'likely',
    ],
    [
      'an undetermined text about a listen, beside a full pool',
      exhaustedCase({
        error: listenError({ illness: 'undetermined' }),
        holders: read([holder({})]),
      }),
      'address-taken',
      'likely',
    ],
    [
      'another host on the port whose own pool is full',
      exhaustedCase({ error: connectError({ endpoint: { address: '10.0.0.9', port: 5_000 } }) }),
      'not-exhausted',
      'likely',
    ],
    [
      'two holders, of which one is at the address that was refused',
      caseFile({ error: listenError(), holders: read([holder({}, '::1'), holder({})]) }),
      'address-taken',
      'certain',
    ],
    [
      'asked: a rate between the two limits of a disputed TIME_WAIT length',
      caseFile({
        measurement: measurement({
          timeWaitLength: read({ minMs: 120_000, maxMs: 240_000 }),
          destinations: read([usage({ waiting: 100 })]),
        }),
        rates: [rate(1.2)],
      }),
      'heading-for-exhaustion',
      'possible',
    ],
    [
      'undetermined text, nothing known',
      caseFile({
        error: listenError({ illness: 'undetermined', operation: 'unknown', endpoint: {} }),
      }),
      'undetermined',
      'possible',
    ],
    [
      'a holder with a name',
      caseFile({ error: listenError(), holders: read([holder({})]) }),
      'address-taken',
      'certain',
    ],
    [
      'a holder at another address',
      caseFile({ error: listenError(), holders: read([holder({}, '::1')]) }),
      'address-taken',
      'possible',
    ],
    [
      'a holder without a name',
      caseFile({ error: listenError(), holders: read([holder(unread('permission'))]) }),
      'address-taken-unnamed',
      'certain',
    ],
    [
      'no holder any more',
      caseFile({ error: listenError(), holders: read([]) }),
      'already-free',
      'likely',
    ],
    [
      'holders not readable',
      caseFile({ error: listenError(), holders: unread('timed-out') }),
      'holder-unknown',
      'likely',
    ],
    [
      'no port named',
      caseFile({ error: listenError({ endpoint: {} }) }),
      'holder-unknown',
      'likely',
    ],
    [
      'port 80 as an ordinary user',
      caseFile({
        error: listenError({
          illness: 'port-forbidden',
          code: 'EACCES',
          endpoint: { address: '127.0.0.1', port: 80 },
        }),
      }),
      'privileged-port',
      'likely',
    ],
    [
      'a high port that is forbidden on Linux',
      caseFile({ error: listenError({ illness: 'port-forbidden', code: 'EACCES' }) }),
      'port-forbidden',
      'possible',
    ],
    [
      'a Windows port in an excluded range',
      caseFile({
        error: listenError({ illness: 'port-forbidden', code: 'EACCES' }),
        measurement: measurement({
          platform: 'win32',
          reservedPorts: read([{ first: 2_950, last: 3_049 }]),
        }),
      }),
      'excluded-port',
      'certain',
    ],
    [
      'a Windows port whose owner is exclusive',
      caseFile({
        error: listenError({ illness: 'port-forbidden', code: 'EACCES' }),
        measurement: measurement({ platform: 'win32' }),
        holders: read([holder({ name: 'sqlservr.exe' })]),
      }),
      'port-forbidden',
      'likely',
    ],
    [
      'an address of another machine',
      caseFile({
        error: listenError({
          illness: 'address-not-local',
          code: 'EADDRNOTAVAIL',
          endpoint: { address: '10.1.2.3', port: 3_000 },
        }),
      }),
      'address-not-local',
      'likely',
    ],
    [
      'asked: all well',
      caseFile({
        measurement: measurement({ destinations: read([usage({ waiting: 6 })]) }),
        rates: [rate(0.1)],
      }),
      'healthy',
      'likely',
    ],
    [
      'asked: no rate known',
      caseFile({ measurement: measurement({ destinations: read([usage({ waiting: 6 })]) }) }),
      'healthy',
      'possible',
    ],
    ['asked: nothing outgoing', caseFile(), 'healthy', 'likely'],
    [
      'asked: heading for the wall',
      caseFile({
        measurement: measurement({ destinations: read([usage({ waiting: 41 })]) }),
        rates: [rate(40)],
      }),
      'heading-for-exhaustion',
      'likely',
    ],
    [
      'asked: nothing readable',
      caseFile({ measurement: measurement({ destinations: unread('permission') }) }),
      'undetermined',
      'possible',
    ],
  ];
  for (const [what, file, cause, confidence] of table) {
    it(`finds ${cause} (${confidence}): ${what}`, () => {
      const verdict = diagnose(file);
      assert.deepEqual([verdict.cause, verdict.confidence], [cause, confidence]);
      assert.ok(verdict.headline.length > 0 && verdict.proof.length > 0);
      assert.ok(verdict.disproof.length > 0, 'says what would disprove it');
      assert.doesNotMatch(wholeText(verdict), /undefined|NaN|\{\d\}| {2}/);
      if (verdict.illness === 'address-taken') {
        assert.doesNotMatch(wholeText(verdict), /TIME_WAIT|exhaust|local ports/i);
      }
    });
  }

  for (const reason of everyReason) {
    it(`lowers its confidence and says what it could not read: ${reason}`, () => {
      for (const part of ['destinations', 'ephemeralRange'] as const) {
        const verdict = diagnose(
          exhaustedCase({ measurement: measurement({ [part]: unread(reason, '/proc/there') }) }),
        );
        assert.equal(verdict.cause, 'exhaustion-unmeasured');
        assert.equal(verdict.confidence, 'possible');
        assert.match(verdict.proof, /could not be read\. \/proc\/there: /);
        assert.equal(verdict.forecast, undefined);
      }
      const unnamed = diagnose(
        caseFile({ error: listenError(), holders: read([holder(unread(reason, '/proc/there'))]) }),
      );
      assert.match(unnamed.proof, /^A socket listens at 127\.0\.0\.1:3000\. \/proc\/there: /);
      // The rest of the measurement: a verdict still comes, with the gap named.
      for (const part of ['reservedPorts', 'listeningPorts', 'timeWaitLength'] as const) {
        const full = exhaustedCase();
        const verdict = diagnose({
          ...full,
          measurement: { ...full.measurement, [part]: unread(reason, '/proc/there') },
        });
        assert.equal(verdict.cause, 'time-wait-exhaustion');
        assert.match(verdict.evidenceAgainst?.[0]?.text ?? '', /^Not readable: \/proc\/there: /);
      }
    });
  }

  it('counts the whole machine where destinations share the ports', () => {
    const shared = (platform: 'darwin' | 'linux', error = connectError()): Verdict =>
      diagnose(
        exhaustedCase({
          error,
          measurement: measurement({
            platform,
            destinations: read([
              usage({ open: 197 }, { destination: { address: '10.0.0.9', port: 443 } }),
              usage({ waiting: 4 }),
            ]),
            totals: read({
              rows: 201,
              byState: {},
              serverSideTimeWait: 0,
              occupiedEphemeralPorts: 201,
            }),
          }),
        }),
      );
    const verdict = shared('darwin');
    assert.equal(verdict.cause, 'open-connections');
    assert.match(verdict.proof, /^All 201 are in use: 4 wait in TIME_WAIT, 197 serve other/);
    assert.match(wholeText(verdict), /another program may be the one/);
    assert.equal(shared('linux').cause, 'not-exhausted');
    // On Linux a connect gives EADDRINUSE only after a bind, and then the pool is shared.
    assert.notEqual(shared('linux', connectError({ code: 'EADDRINUSE' })).cause, 'not-exhausted');
  });

  it('asked without an error, speaks of the destination that is worst off', () => {
    const other = { address: '10.0.0.9', port: 443 };
    const verdict = diagnose(
      caseFile({
        measurement: measurement({
          destinations: read([
            usage({ waiting: 100 }),
            usage({ waiting: 20 }, { destination: other, loopback: false }),
          ]),
        }),
        rates: [rate(1), rate(30, other)],
      }),
    );
    assert.equal(verdict.cause, 'heading-for-exhaustion');
    assert.match(verdict.headline, /10\.0\.0\.9:443/);
  });

  it('is total: any numbers give a verdict with sentences', () => {
    const number = fc.oneof(
      fc.integer({ min: -5, max: 70_000 }),
      fc.constantFrom(Number.NaN, Infinity, 0),
    );
    const count = fc.integer({ min: 0, max: 500 });
    fc.assert(
      fc.property(
        number,
        number,
        count,
        count,
        number,
        fc.boolean(),
        (first, last, waiting, open, speed, hasError) => {
          const verdict = diagnose(
            exhaustedCase({
              ...(hasError ? {} : { error: undefined as never }),
              measurement: measurement({
                ephemeralRange: read({ first, last }),
                destinations: read([usage({ waiting, open })]),
              }),
              rates: [{ ...rate(1), connectionsPerSecond: speed }],
            }),
          );
          assert.ok(verdict.headline.length > 0 && verdict.cause.length > 0);
          assert.ok(!(verdict.forecast && Number.isNaN(verdict.forecast.timeToExhaustionMs)));
        },
      ),
    );
  });
});
