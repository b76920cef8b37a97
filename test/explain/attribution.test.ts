import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { attributionOf, workspaceRates, type Attribution } from '../../src/explain/attribution';
import { forecastFor } from '../../src/explain/forecast';
import { numberWords } from '../../src/explain/format';
import { mostPressing, type Pressing } from '../../src/explain/pressing';
import { whoseText } from '../../src/explain/ownersText';
import type { ClientSighting, ClientSightings } from '../../src/measure/clientMemory';
import type { Origin } from '../../src/measure/clients';
import type { RateEstimate } from '../../src/measure/measurement';
import type { LaunchCalls } from '../../src/measure/probe/calls';
import { lookMs, measurement, rate, server, usage } from './support/caseFiles';

const terminal: Origin = { id: 't', kind: 'terminal', label: 'bash' };
const session: Origin = { id: 's', kind: 'session', label: 'Client' };
const task: Origin = { id: 'k', kind: 'task', label: 'load test' };
const editor: Origin = { id: 'editor', kind: 'editor', label: '' };
const words = numberWords('en');

function seen(changes: Partial<ClientSighting>): ClientSighting {
  return {
    belongsTo: 'workspace',
    origin: terminal,
    program: 'java',
    begun: 10,
    open: 1,
    latestMs: lookMs,
    ...changes,
  };
}

function sightings(...owners: ClientSighting[]): ClientSightings {
  return { destination: server, owners, untold: 0, counted: 0 };
}

const others: ClientSighting = { belongsTo: 'others', begun: 10, open: 1, latestMs: lookMs };

function launch(connectionsPerSecond?: number, toMs = lookMs): LaunchCalls {
  const probed: RateEstimate | undefined =
    connectionsPerSecond === undefined
      ? undefined
      : { ...rate(connectionsPerSecond), fromMs: toMs - 5_000, toMs, source: 'probe' };
  return {
    launch: 'token',
    programs: [],
    destinations: [
      {
        destination: server,
        names: [],
        connections: 100,
        failures: {},
        latestMs: toMs,
        sites: [],
        ...(probed && { rate: probed }),
      },
    ],
    leftOut: 0,
  };
}

describe('attributionOf', () => {
  it('says that nobody is known where nobody was caught', () => {
    const nobody = { destination: server, belongsTo: 'unknown', basis: 'none', shares: [] };
    assert.deepEqual(attributionOf(server, undefined), nobody);
    assert.deepEqual(attributionOf(server, sightings()), nobody);
  });

  it('gives shares of the connections that were seen to begin, the largest first', () => {
    const { belongsTo, shares } = attributionOf(
      server,
      sightings(seen({ begun: 1, open: 50 }), seen({ ...others, begun: 3, open: 1 })),
    );
    assert.equal(belongsTo, 'workspace', 'where any part is the workspace’s');
    assert.deepEqual(
      shares.map((one) => [one.belongsTo, one.share]),
      [
        ['others', 0.75],
        ['workspace', 0.25],
      ],
    );
  });

  it('goes by what is open where nothing was seen to begin, and by having been there at last', () => {
    const open = attributionOf(
      server,
      sightings(seen({ begun: 0, open: 3 }), seen({ ...others, begun: 0, open: 1 })),
    );
    assert.deepEqual(
      open.shares.map((one) => one.share),
      [0.75, 0.25],
    );
    const gone = attributionOf(server, sightings(seen({ begun: 0, open: 0 })));
    assert.deepEqual([gone.belongsTo, gone.shares[0]?.share], ['workspace', 1]);
  });

  it('takes what a probe counted for the workspace’s, whoever was caught', () => {
    const probed = attributionOf(server, sightings(others), [launch()]);
    assert.deepEqual([probed.belongsTo, probed.basis], ['workspace', 'probe']);
    const elsewhere = { address: '127.0.0.1', port: 1 };
    assert.equal(attributionOf(elsewhere, undefined, [launch()]).belongsTo, 'unknown');
  });
});

describe('workspaceRates', () => {
  const rates = [rate(40)];

  it('leaves out the editor, debuggers, others, and what nobody is known for', () => {
    for (const belongsTo of ['editor', 'debugger', 'others'] as const) {
      const attribution = attributionOf(server, sightings(seen({ belongsTo })));
      assert.deepEqual(workspaceRates(rates, [attribution]), [], belongsTo);
    }
    assert.deepEqual(workspaceRates(rates, [attributionOf(server, undefined)]), []);
    assert.deepEqual(workspaceRates(rates, []), []);
  });

  it('takes the workspace’s part where a destination is shared', () => {
    const mine = attributionOf(server, sightings(seen({})));
    assert.deepEqual(workspaceRates(rates, [mine]), rates);
    const shared = attributionOf(server, sightings(seen({ begun: 30 }), others));
    assert.equal(workspaceRates(rates, [shared])[0]?.connectionsPerSecond, 30);
  });

  it('takes what probes counted before what the table shows, and adds up launches of now', () => {
    const launches = [launch(25), launch(10), launch(99, lookMs - 60_000)];
    const attribution = attributionOf(server, sightings(others), launches);
    const [probed] = workspaceRates(rates, [attribution], launches);
    assert.deepEqual([probed?.connectionsPerSecond, probed?.source], [35, 'probe']);
    const silent = attributionOf(server, undefined, [launch()]);
    assert.deepEqual(workspaceRates(rates, [silent], [launch()]), rates);
  });
});

describe('mostPressing', () => {
  /** Of 201 ports for 60 s, 3.35 connections a second can go on for ever. */
  function pressing(owner: Partial<ClientSighting> | undefined, perSecond: number): Pressing {
    const forecast = forecastFor(usage({ open: 1 }), measurement(), rate(perSecond), lookMs)!;
    const caught = owner && sightings(seen(owner));
    return { forecast, attribution: attributionOf(server, caught) };
  }
  const editors = pressing({ belongsTo: 'editor' }, 100);
  const debuggers = pressing({ belongsTo: 'debugger' }, 100);
  const foreign = pressing({ belongsTo: 'others' }, 100);
  const ours = pressing({}, 1);

  it('never counts the editor’s own and the debuggers’', () => {
    assert.equal(mostPressing([editors, debuggers]), undefined);
    assert.equal(mostPressing([editors, ours, debuggers]), ours);
  });

  it('prefers the workspace’s to others’, and falls back to those', () => {
    assert.equal(mostPressing([foreign, ours]), ours);
    assert.equal(mostPressing([ours, foreign]), ours);
    assert.equal(mostPressing([foreign]), foreign);
  });

  it('lets what may be the workspace’s come first only where it runs out', () => {
    const atRest = pressing(undefined, 2);
    const runsOut = pressing(undefined, 100);
    assert.equal(mostPressing([atRest, ours]), ours);
    assert.equal(mostPressing([ours, runsOut]), runsOut);
    assert.equal(mostPressing([foreign, atRest]), atRest);
  });

  it('takes the one that runs out first, then the fastest', () => {
    const [slow, fast] = [pressing({}, 50), pressing({}, 100)];
    assert.equal(mostPressing([slow, fast]), fast);
    assert.equal(mostPressing([ours, pressing({}, 0.5)]), ours);
  });
});

describe('whoseText', () => {
  const text = (...owners: ClientSighting[]) =>
    whoseText(attributionOf(server, sightings(...owners)), words);

  it('names the program and what it was started in', () => {
    assert.equal(text(seen({})), 'java in the terminal “bash”');
    assert.equal(text(seen({ origin: session })), 'java in the debug session “Client”');
    assert.equal(text(seen({ origin: task })), 'java in the task “load test”');
  });

  it('says so where a session’s program was told by nothing but the time', () => {
    const guessed: Origin = { ...session, isGuessed: true };
    const owner = seen({ origin: guessed, program: '__debug_bin' });
    assert.equal(
      whoseText(attributionOf(server, sightings(owner)), words),
      '__debug_bin, probably in the debug session “Client”',
    );
  });

  it('calls an estimate what rests on a part of the connections, and on nothing less than caught', () => {
    const of = (begun: number, counted: number, untold = 0) => {
      const some = { ...sightings(seen({ begun, origin: task })), counted, untold };
      return whoseText(attributionOf(server, some), words);
    };
    const estimate = (percent: string) =>
      `java in the task “load test” (an estimate: the owner of ${percent} of the connections was seen)`;
    assert.equal(of(10, 200), estimate('5 %'));
    assert.equal(of(10, 0, 30), estimate('25 %'));
    assert.equal(of(95, 100), 'java in the task “load test”');
    // The looks may catch more than the table still shows.
    assert.equal(of(10, 4), 'java in the task “load test”');
    // Nothing began: what is open is there to be seen.
    assert.equal(of(0, 100), 'java in the task “load test”');
    const probed = attributionOf(server, { ...sightings(seen({})), counted: 999 }, [launch()]);
    assert.equal(whoseText(probed, words), 'java in the terminal “bash”');
  });

  it('labels the editor, debuggers, others, and what is not known', () => {
    assert.equal(text(seen({ belongsTo: 'editor', origin: editor })), 'java, run by this editor');
    assert.equal(text({ ...others, belongsTo: 'editor' }), 'this editor');
    assert.equal(
      text(seen({ belongsTo: 'debugger', origin: session })),
      'the debugger of “Client”',
    );
    assert.equal(text(seen({ belongsTo: 'debugger', origin: editor })), 'a debugger');
    assert.equal(text(others), 'a program that was not started in this editor');
    assert.equal(text(), 'not known whose (none was caught while it was open)');
    const probed: Attribution = attributionOf(server, undefined, [launch()]);
    assert.equal(whoseText(probed, words), 'a program of this workspace');
    assert.equal(
      whoseText(attributionOf(server, sightings(others), [launch()]), words),
      'a program of this workspace; a program that was not started in this editor',
    );
  });

  it('gives each its share where there are several', () => {
    assert.equal(
      text(seen({ begun: 30 }), others),
      'java in the terminal “bash”: 75 %; a program that was not started in this editor: 25 %',
    );
  });

  it('names two runs of one program once, with what both have', () => {
    const run = (id: string, begun: number) => seen({ origin: { ...session, id }, begun });
    assert.equal(text(run('first', 10), run('second', 30)), 'java in the debug session “Client”');
    assert.equal(
      text(run('first', 10), { ...others, begun: 15 }, run('second', 25)),
      'java in the debug session “Client”: 70 %; a program that was not started in this editor: 30 %',
    );
    // What is cut off after three names are names, not runs.
    assert.match(
      text(run('a', 9), run('b', 9), run('c', 9), run('d', 9), { ...others, begun: 1 }),
      /not started in this editor/,
    );
  });

  it('bounds hostile names and keeps them in one line', () => {
    const hostile = `evil\n\u202e${'x'.repeat(100_000)}`;
    const shown = text(seen({ program: hostile, origin: { ...terminal, label: hostile } }));
    assert.ok(shown.length < 120, String(shown.length));
    assert.doesNotMatch(shown, /[\n\u202e]/);
  });
});
