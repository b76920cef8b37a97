import assert from 'node:assert/strict';
import type { CommandReaderOptions } from '../../src/watch/commandReader';
import { CommandReader } from '../../src/watch/commandReader';
import { OutputPump, idleMs } from '../../src/watch/outputPump';
import { RecordingSink } from './recordingSink';
import { ManualScheduler } from './scheduler';

const speaker = { id: 'c1', kind: 'terminal', runId: 'c1', startedAtMs: 0, label: 'bash' } as const;

/** A terminal's data, under the test's control. */
class Data {
  private readonly chunks: string[] = [];
  private wake: () => void = () => undefined;
  private state: 'open' | 'ended' | 'broken' = 'open';
  reads = 0;

  constructor(readonly commandLine: { readonly value: string }) {}

  async *read(): AsyncGenerator<string> {
    this.reads += 1;
    for (;;) {
      const chunk = this.chunks.shift();
      if (chunk !== undefined) yield chunk;
      else if (this.state === 'ended') return;
      else if (this.state === 'broken') throw new Error('The terminal is gone.');
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  push(chunk: string): void {
    this.chunks.push(chunk);
    this.wake();
  }

  finish(state: 'ended' | 'broken'): void {
    this.state = state;
    this.wake();
  }
}

function setUp(commandLine = 'node server.js', options: Partial<CommandReaderOptions> = {}) {
  const scheduler = new ManualScheduler();
  const sink = new RecordingSink();
  const warnings: string[] = [];
  const warn = (message: string) => warnings.push(message);
  const pump = new OutputPump(sink, { scheduler, warn });
  const data = new Data({ value: commandLine });
  const reader = new CommandReader({ command: data, speaker, pump, warn, ...options });
  /** Lets the stream be followed, and the pump carry what came. */
  const settle = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    scheduler.runAll();
    scheduler.pass(3 * idleMs);
  };
  return { data, reader, sink, pump, warnings, settle };
}

describe('CommandReader', () => {
  it('begins to read on the spot: what comes later would be lost', () => {
    assert.equal(setUp().data.reads, 1);
  });

  it('hands on lines, and says when the command is over', async () => {
    const { data, sink, pump, settle } = setUp();
    data.push('\u001B]633;C\u0007Error: listen\r\n    at main');
    await settle();
    assert.deepEqual(sink.events, [
      'text c1 terminal: Error: listen',
      'text c1 terminal:     at main',
      'settled c1 terminal',
    ]);
    assert.equal(pump.streamCount, 1);
    data.finish('ended');
    await settle();
    assert.equal(sink.events.at(-1), 'ended c1 terminal');
    assert.equal(pump.streamCount, 0);
  });

  it('is silent until a word comes, then reading', async () => {
    const { data, reader, settle } = setUp();
    assert.deepEqual(reader.door, { kind: 'terminal', label: 'bash', state: 'silent' });
    data.push('x');
    await settle();
    assert.equal(reader.door.state, 'reading');
  });

  it('does not wait for a stream that never ends', async () => {
    const { data, reader, sink, pump, settle } = setUp();
    data.push('one\n');
    await settle();
    reader.end();
    await settle();
    assert.equal(sink.events.at(-1), 'ended c1 terminal');
    assert.equal(pump.streamCount, 0);
    reader.end();
    data.push('late\n');
    await settle();
    assert.ok(sink.events.includes('text c1 terminal: late'), 'late words still count');
    assert.equal(pump.streamCount, 0, 'and leave nothing behind');
  });

  it('reads no command that only shows what happened elsewhere', async () => {
    const { data, reader, sink, settle } = setUp('cat app.log | grep EADDRINUSE');
    data.push('Error: listen EADDRINUSE: address already in use :::3000\n');
    await settle();
    assert.equal(data.reads, 0);
    assert.deepEqual(sink.events, []);
    assert.equal(reader.door.reason, 'quoting-command');
  });

  it('stops at its limit, and says so', async () => {
    const { data, reader, sink, settle } = setUp('node server.js', { maxLength: 10 });
    data.push('one\n');
    data.push('two\n');
    data.push('three\n');
    data.push('four\n');
    await settle();
    assert.deepEqual(reader.door, {
      kind: 'terminal',
      label: 'bash',
      state: 'shut',
      reason: 'limit-reached',
    });
    assert.ok(!sink.events.some((event) => event.includes('four')), sink.events.join());
  });

  it('survives a terminal that breaks', async () => {
    const { data, warnings, pump, settle } = setUp();
    data.push('one\n');
    data.finish('broken');
    await settle();
    await settle();
    assert.deepEqual(warnings, ['Reading a terminal failed']);
    assert.equal(pump.streamCount, 0);
  });
});
