import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { Consultation } from '../src/consultation';
import { FlightRecorder } from '../src/measure/flightRecorder';
import type { DestinationClients, Origin } from '../src/measure/clients';
import type { Machine } from '../src/measure/machine';
import type { CaseFile } from '../src/explain/verdict';
import type { Measurement, MeasureScope } from '../src/measure/measurement';
import { Incidents, type Incident } from '../src/recognize/incidents';
import type { SocketError } from '../src/recognize/socketError';
import {
  connectError,
  holder,
  listenError,
  listenFacts,
  lookMs,
  measurement,
  read,
  server,
  unread,
  usage,
} from './explain/support/caseFiles';
import { moment } from './measure/support/moments';

interface Surroundings {
  readonly holder?: Parameters<typeof holder>[0];
  readonly containersServing?: (port: number) => Promise<CaseFile['containers']>;
}

function setUp(looks: readonly Measurement[], surroundings: Surroundings = {}) {
  const scopes: MeasureScope[] = [];
  const remembered: number[] = [];
  const holdersAsked: number[] = [];
  let look = 0;
  let changes = 0;
  let isGone = false;
  const machine: Machine = {
    platform: 'linux',
    remember: (processId) => Promise.resolve(void remembered.push(processId)),
    measure: (scope) => {
      scopes.push(scope);
      const next = looks[Math.min(look, looks.length - 1)]!;
      look += 1;
      return Promise.resolve(next);
    },
    holdersOf: (port) => {
      holdersAsked.push(port);
      if (isGone) return Promise.resolve(read([]));
      return Promise.resolve(read([holder(surroundings.holder ?? {})]));
    },
    listenFacts: () => Promise.resolve(listenFacts()),
  };
  const consultation = new Consultation(
    machine,
    new FlightRecorder(),
    'en',
    () => moment(lookMs),
    () => {
      changes += 1;
    },
    undefined,
    undefined,
    surroundings.containersServing,
  );
  return {
    consultation,
    scopes,
    remembered,
    holdersAsked,
    changes: () => changes,
    holderEnds: () => {
      isGone = true;
    },
  };
}

/** 200 connections that closed 40 a second, the last just now: what Linux' rows tell in one look. */
const closings = Array.from({ length: 200 }, (_, index) => 60_000 - 5_000 + (index + 1) * 25);
const full = measurement({
  destinations: read([
    usage(
      { remainingMs: closings },
      {
        ports: closings.map((remainingMs, index) => ({
          port: 50_000 + index,
          state: 'waiting',
          remainingMs,
        })),
      },
    ),
  ]),
});

function incidentOf(error: SocketError, times = 1): Incident {
  const incidents = new Incidents();
  const printer = { kind: 'debug-console', runId: 'run', startedAtMs: 0 } as const;
  let { incident } = incidents.see(error, printer, lookMs);
  for (let time = 1; time < times; time += 1) {
    ({ incident } = incidents.see({ ...error }, printer, lookMs));
  }
  return incident;
}

describe('Consultation', () => {
  it('explains an exhaustion from a single look, with the rate of before', async () => {
    const { consultation } = setUp([full]);
    const diagnosis = (await consultation.examine(incidentOf(connectError()), {
      label: 'Client',
    }))!;
    assert.equal(diagnosis.verdict.illness, 'ephemeral-exhaustion');
    const [rate] = diagnosis.rates;
    assert.deepEqual(rate?.destination, server);
    assert.ok(Math.abs(rate.connectionsPerSecond - 40) < 2, String(rate.connectionsPerSecond));
    assert.equal(consultation.current, diagnosis);
  });

  it('asks who holds a port only where something else could hold it', async () => {
    const { consultation, holdersAsked } = setUp([measurement()]);
    await consultation.examine(incidentOf(connectError()), { label: 'Client' });
    assert.deepEqual(holdersAsked, []);
    const diagnosis = await consultation.examine(incidentOf(listenError()), { label: 'Server' });
    assert.deepEqual(holdersAsked, [3_000]);
    assert.match(diagnosis?.verdict.headline ?? '', /node server\.js \(pid 4242\)/);
  });

  it('looks a second time: a holder that has gone was about to end', async () => {
    const { consultation, holderEnds } = setUp([measurement()]);
    assert.equal(await consultation.lookAgain(), undefined, 'nothing is open');
    await consultation.examine(incidentOf(listenError()), { label: 'Server' });
    assert.equal(await consultation.lookAgain(), undefined, 'it still holds the port');
    assert.equal(consultation.current?.verdict.cause, 'address-taken');
    holderEnds();
    const after = await consultation.lookAgain();
    assert.equal(after?.verdict.cause, 'restart-race');
    assert.equal(consultation.current, after);
    // The program runs again meanwhile: what was said of its last run is no longer about now.
    const looking = consultation.lookAgain();
    consultation.close();
    assert.equal(await looking, undefined);
    assert.equal(consultation.current, undefined);
  });

  it('asks which container it is only where a proxy holds the port, or nobody who may be named', async () => {
    const asked: number[] = [];
    const id = '3f1c9a72be04'.padEnd(64, '0');
    const holders: readonly (readonly [asks: boolean, Surroundings['holder']])[] = [
      [false, { name: 'node', commandLine: 'node' }],
      [false, unread('process-gone')],
      [true, { name: 'docker-proxy', commandLine: 'docker-proxy' }],
      [true, unread('permission')],
    ];
    for (const [asks, who] of holders) {
      asked.length = 0;
      const { consultation } = setUp([measurement()], {
        ...(who && { holder: who }),
        containersServing: (port) => {
          asked.push(port);
          return Promise.resolve(read([{ id, name: 'shop-db', runtime: 'docker' }]));
        },
      });
      await consultation.examine(incidentOf(listenError()), { label: 'Server' });
      assert.deepEqual(asked, asks ? [3_000] : []);
      const { headline = '' } = consultation.current?.verdict ?? {};
      assert.equal(headline.includes('the container “shop-db”'), asks);
    }
  });

  it('looks into the network namespace of the session that failed', async () => {
    const { consultation, scopes, remembered } = setUp([measurement()]);
    consultation.sessionRuns('a', 11);
    consultation.sessionRuns('b', 22);
    await consultation.examine(incidentOf(connectError()), { label: 'A', sessionId: 'a' });
    await consultation.analyze();
    assert.deepEqual(scopes, [{ processId: 11 }, { processId: 22 }]);
    assert.deepEqual(remembered, [11, 22]);
  });

  it('looks where the terminal’s shell lives, not where the last session ran', async () => {
    const { consultation, scopes } = setUp([measurement()]);
    consultation.sessionRuns('a', 11);
    await consultation.examine(incidentOf(connectError()), { label: 'bash', shellProcessId: 33 });
    assert.deepEqual(scopes, [{ processId: 33 }]);
  });

  it('prefers a session that runs to one that has ended, and still knows where that one ran', async () => {
    const { consultation, scopes } = setUp([measurement()]);
    consultation.sessionRuns('a', 11);
    consultation.sessionRuns('b', 22);
    consultation.sessionEnds('b');
    consultation.sessionEnds('unknown');
    await consultation.analyze();
    await consultation.analyze({ sessionId: 'b', label: 'B' });
    assert.deepEqual(scopes, [{ processId: 11 }, { processId: 22 }]);
  });

  it('goes on with newer looks when the clock on the wall is set back', () => {
    const { consultation } = setUp([full]);
    consultation.observe(full);
    consultation.observe({ ...full, atMs: lookMs - 3_600_000, steadyMs: lookMs + 1_000 });
    assert.equal(consultation.latest?.measurement.atMs, lookMs - 3_600_000);
  });

  it('never lets an older look take the place of a newer one', () => {
    const { consultation, changes } = setUp([full]);
    const newer = measurement({ atMs: lookMs + 500 });
    consultation.observe(newer);
    assert.equal(consultation.observe(full).measurement, full);
    assert.equal(consultation.latest?.measurement, newer);
    assert.equal(changes(), 1);
  });

  it('takes the rates of the namespace that was looked at, not of the same address elsewhere', () => {
    const { consultation } = setUp([full]);
    consultation.observe({ ...full, namespace: { id: 'net:[1]' } });
    const elsewhere = { ...full, ...moment(lookMs + 1), namespace: { id: 'net:[2]' } };
    const quiet = { ...elsewhere, destinations: read([usage({ open: 1 })]) };
    const live = consultation.observe(quiet);
    assert.deepEqual([live.rates, live.mostPressing], [[], undefined]);
  });

  it('counts a repeated error without measuring again', async () => {
    const { consultation, scopes } = setUp([full]);
    await consultation.examine(incidentOf(connectError()), { label: 'Client' });
    consultation.recount(incidentOf(connectError(), 17));
    assert.equal(consultation.current?.errorCount, 17);
    assert.equal(scopes.length, 1);
    consultation.recount(incidentOf(listenError(), 99));
    assert.equal(consultation.current.errorCount, 17);
  });

  it('keeps what a later print knew in addition', async () => {
    const { consultation } = setUp([full]);
    await consultation.examine(incidentOf(connectError()), { label: 'Client' });
    const frame = { path: '/app/client.ts', line: 7 };
    consultation.recount({ ...incidentOf(connectError(), 2), error: connectError({ frame }) });
    assert.deepEqual(consultation.current?.error?.frame, frame);
  });

  it('explains a text without taking this machine’s numbers for its own', async () => {
    const { consultation } = setUp([full]);
    const diagnosis = await consultation.examineText(connectError(), 'the clipboard');
    assert.equal(diagnosis.verdict.cause, 'pasted-text');
    assert.equal(diagnosis.errorAtMs, undefined);
    assert.equal(consultation.current, diagnosis);
    consultation.recount(incidentOf(connectError(), 17));
    assert.equal(consultation.current.errorCount, undefined, 'a running program is another case');
  });

  it('tells the most pressing destination of a live look, and that something changed', () => {
    const { consultation, changes } = setUp([full]);
    const live = consultation.observe(full);
    assert.deepEqual(live.mostPressing?.destination, server);
    assert.ok(live.mostPressing.timeToExhaustionMs < 1_000);
    assert.equal(changes(), 1);
  });

  it('lets a destination of the workspace press before one of others, and never the editor’s', () => {
    const { consultation } = setUp([full]);
    const [usageOfServer] = full.destinations.kind === 'value' ? full.destinations.value : [];
    const elsewhere = { address: '127.0.0.1', port: 6_000 };
    const both = (atMs: number, owners: Partial<Record<number, Origin>>): Measurement => ({
      ...full,
      ...moment(atMs),
      destinations: read([usageOfServer!, { ...usageOfServer!, destination: elsewhere }]),
      clients: read(
        [server, elsewhere].map((destination): DestinationClients => {
          const origin = owners[destination.port];
          const debug = { isPart: false, ports: [] };
          const counts = { open: 1, news: 1 };
          return {
            destination,
            held: origin
              ? [{ ...counts, process: { processId: 1, name: 'node', origin, debugger: debug } }]
              : [],
            others: origin ? { open: 0, news: 0 } : counts,
            untold: { open: 0, news: 0 },
          };
        }),
      ),
    });
    const terminal: Origin = { id: 't', kind: 'terminal', label: 'bash' };
    const editor: Origin = { id: 'editor', kind: 'editor', label: '' };
    const ours = consultation.observe(both(lookMs, { 6_000: terminal }));
    assert.deepEqual(ours.mostPressing?.destination, elsewhere);
    assert.deepEqual(
      ours.attributions.map(({ belongsTo }) => belongsTo),
      ['others', 'workspace'],
    );

    const fresh = setUp([full]).consultation;
    const theirs = fresh.observe(both(lookMs, { 5_000: editor }));
    assert.deepEqual(
      theirs.mostPressing?.destination,
      elsewhere,
      'others’, as there is none of ours',
    );
    const none = setUp([full]).consultation.observe(both(lookMs, { 5_000: editor, 6_000: editor }));
    assert.equal(none.mostPressing, undefined);
  });

  it('lets nobody press after a destination has come to rest', () => {
    const { consultation } = setUp([full]);
    consultation.observe(full);
    const later = { ...full, ...moment(lookMs + 10_000) };
    const rested = {
      ...later,
      destinations: read([usage({ remainingMs: closings.map((ms) => ms - 10_000) })]),
    };
    assert.equal(consultation.observe(rested).mostPressing, undefined);
  });

  it('keeps an open case when a person asks, until the program runs again', async () => {
    const { consultation } = setUp([full, measurement()]);
    const opened = await consultation.examine(incidentOf(connectError()), { label: 'Client' });
    assert.equal(await consultation.ask(), opened);
    assert.deepEqual(consultation.latest?.measurement, measurement());
    consultation.close();
    assert.equal(consultation.current, undefined);
    const asked = await consultation.ask();
    assert.equal(asked.verdict.illness, 'none');
    assert.deepEqual(consultation.current, asked);
  });

  it('presses nobody once the counters say that nothing goes on', async () => {
    const { consultation, changes } = setUp([full]);
    await consultation.analyze();
    assert.ok(consultation.latest?.mostPressing);
    const before = changes();
    consultation.quietUntil(moment(lookMs + 10_000));
    consultation.quietUntil(moment(lookMs + 11_000));
    assert.equal(consultation.latest.mostPressing, undefined);
    assert.equal(consultation.latest.measurement, full);
    assert.equal(changes(), before + 1);
  });

  it('leaves the open case alone when another extension asks', async () => {
    const { consultation } = setUp([full, measurement()]);
    const opened = await consultation.examine(incidentOf(connectError()), { label: 'Client' });
    const { error } = await consultation.analyze();
    assert.equal(error, undefined);
    assert.equal(consultation.current, opened);
  });

  it('lets a storm of different errors wait in a queue of bounded length', async () => {
    const { consultation } = setUp([measurement()]);
    const storm = Array.from({ length: 100 }, (_, port) =>
      consultation.examine(incidentOf(connectError({ endpoint: { address: '127.0.0.1', port } })), {
        label: 'Client',
      }),
    );
    const answers = await Promise.all(storm);
    assert.equal(answers.filter((answer) => answer !== undefined).length, 8);
    assert.notEqual(
      await consultation.examine(incidentOf(connectError()), { label: 'C' }),
      undefined,
    );
  });

  it('is measuring while it measures, also when questions come at once', async () => {
    const { consultation } = setUp([measurement()]);
    const both = [consultation.analyze(), consultation.analyze()];
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(consultation.isMeasuring, true);
    await Promise.all(both);
    assert.equal(consultation.isMeasuring, false);
  });
});
