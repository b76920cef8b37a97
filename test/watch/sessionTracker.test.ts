import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutputPump } from '../../src/watch/outputPump';
import type { DebuggeeProcess, SessionLike } from '../../src/watch/sessionTracker';
import { processIdInName } from '../../src/watch/dapMessage';
import { rootOf, trackSession } from '../../src/watch/sessionTracker';
import { RecordingSink } from './recordingSink';
import { ManualScheduler } from './scheduler';

const root: SessionLike = { id: 'r', name: 'Launch server' };
const child: SessionLike = { id: 'c', name: 'server.js [4711]', parentSession: root };

function setUp(session: SessionLike = child) {
  const scheduler = new ManualScheduler();
  const sink = new RecordingSink();
  const warnings: unknown[] = [];
  const processes: DebuggeeProcess[] = [];
  const warn = (message: string, error?: unknown) => warnings.push(error ?? message);
  const pump = new OutputPump(sink, { scheduler, warn });
  const tracker = trackSession(session, 7, pump, (process) => processes.push(process), warn);
  return { scheduler, sink, warnings, processes, tracker };
}

const output = (body: Record<string, unknown>) => ({ type: 'event', event: 'output', body });

describe('trackSession', () => {
  it('attributes the output of a child session to its root', () => {
    const { tracker, scheduler, sink } = setUp();
    tracker.onDidSendMessage(output({ category: 'stderr', output: 'Error: listen\n' }));
    scheduler.runAll();
    assert.deepEqual(sink.blocks[0]?.source, {
      kind: 'debug-console',
      streamId: 'c stderr',
      runId: 'r',
      startedAtMs: 7,
      sessionId: 'r',
      label: 'Launch server',
    });
  });

  it('survives sessions that are their own ancestors', () => {
    const first: { id: string; name: string; parentSession?: SessionLike } = { id: '1', name: '' };
    const second = { id: '2', name: '', parentSession: first };
    first.parentSession = second;
    assert.ok(['1', '2'].includes(rootOf(first).id));
  });

  it('tells the process id, from the event and from the name of the session', () => {
    const { tracker, processes } = setUp();
    tracker.onDidSendMessage({ type: 'event', event: 'process', body: { systemProcessId: 42 } });
    assert.deepEqual(processes, [
      { sessionId: 'r', processId: 4711, from: 'name' },
      { sessionId: 'r', processId: 42, from: 'event' },
    ]);
  });

  it('tells the process that the editor started in a terminal for the debugger, or its shell', () => {
    const { tracker, processes } = setUp(root);
    const reply = (body: unknown, success = true) => {
      tracker.onWillReceiveMessage({ type: 'response', command: 'runInTerminal', success, body });
    };
    reply({ processId: 12, shellProcessId: 11 });
    reply({ shellProcessId: 11 });
    reply({ shellProcessId: 11 }, false);
    reply({ shellProcessId: '11', processId: -1 });
    reply(null);
    tracker.onWillReceiveMessage({ type: 'response', command: 'launch', body: { processId: 1 } });
    tracker.onWillReceiveMessage(undefined);
    assert.deepEqual(processes, [
      { sessionId: 'r', processId: 12, from: 'reply' },
      { sessionId: 'r', processId: 11, from: 'shell' },
    ]);
  });

  it('reads the process id from a name as js-debug writes it, and only there', () => {
    assert.equal(processIdInName('client.js [1295] « Client: an agent per call'), 1295);
    assert.equal(processIdInName('Client [staging]'), undefined);
    assert.equal(processIdInName('Client « Compound [7]'), undefined);
    assert.equal(processIdInName('a [0]'), undefined);
  });

  it('reads stdout, stderr, console, unknown and missing categories, each a stream of its own', () => {
    const { tracker, scheduler, sink } = setUp();
    for (const category of ['stdout', 'stderr', 'console', 'program', undefined, 7]) {
      tracker.onDidSendMessage(output({ category, output: `${String(category)}\n` }));
    }
    scheduler.runAll();
    assert.deepEqual(
      sink.events.map((event) => event.replace('text c ', '')),
      [
        'stdout: stdout',
        'stderr: stderr',
        'console: console',
        'program: program',
        'console: undefined',
        'console: 7',
      ],
    );
  });

  it("leaves out telemetry, the debugger's notices, and the echoed command line", () => {
    const { tracker, scheduler, sink } = setUp();
    const error = 'Error: listen EADDRINUSE: address already in use :::3000';
    tracker.onDidSendMessage(output({ category: 'telemetry', output: `${error}\n` }));
    tracker.onDidSendMessage(output({ category: 'important', output: `${error}\n` }));
    tracker.onDidSendMessage(
      output({ category: 'console', output: `/usr/bin/node -e throw new Error('${error}')\n` }),
    );
    tracker.onDidSendMessage(
      output({ output: `C:\\Program Files\\nodejs\\node.exe .\\server.js ${error}\r\n` }),
    );
    scheduler.runAll();
    assert.deepEqual(sink.events, []);
    tracker.onDidSendMessage(output({ category: 'console', output: '/app/server.js:5\n' }));
    tracker.onDidSendMessage(output({ output: `/app/server.js:5 ${error}\n` }));
    scheduler.runAll();
    assert.equal(sink.blocks.length, 2);
  });

  it('passes on where the debugger says the text comes from', () => {
    const { tracker, scheduler, sink } = setUp();
    const source = { path: '/app/server.js', name: 'server.js' };
    tracker.onDidSendMessage(output({ output: 'a\n', source, line: 12, column: 3 }));
    tracker.onDidSendMessage(output({ output: 'b\n', source, line: 0 }));
    tracker.onDidSendMessage(output({ output: 'c\n', source: { path: 5 }, line: 1 }));
    scheduler.runAll();
    assert.deepEqual(
      sink.blocks.map(({ location }) => location),
      [{ path: '/app/server.js', line: 12, column: 3 }, undefined, undefined],
    );
  });

  it('neither throws at nor changes any message', () => {
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true });
    const message = fc.oneof(
      anything,
      fc.record({
        type: fc.constant('event'),
        event: fc.constantFrom('output', 'process'),
        body: anything,
      }),
      fc.record({
        type: fc.constant('event'),
        event: fc.constant('output'),
        body: fc.record({ category: anything, output: anything, source: anything, line: anything }),
      }),
    );
    fc.assert(
      fc.property(message, (given) => {
        const { tracker, warnings } = setUp();
        const frozen = deepFreeze(given);
        tracker.onDidSendMessage(frozen);
        assert.deepEqual(warnings, []);
      }),
      { numRuns: 500 },
    );
  });

  it('reports a message whose fields throw, and goes on', () => {
    const { tracker, warnings } = setUp();
    const trap = {
      get type(): string {
        throw new Error('trap');
      },
    };
    tracker.onDidSendMessage(trap);
    assert.equal(warnings.length, 1);
    tracker.onWillStopSession();
    tracker.onExit();
  });
});

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    try {
      Object.freeze(value);
    } catch {
      return value; // typed arrays cannot be frozen
    }
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
