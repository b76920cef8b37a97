import assert from 'node:assert/strict';
import { OutputPump, idleMs } from '../../src/watch/outputPump';
import type { PumpOptions } from '../../src/watch/outputPump';
import { RecordingSink } from './recordingSink';
import { ManualScheduler } from './scheduler';

function setUp(options: Partial<PumpOptions> = {}, sink = new RecordingSink()) {
  const scheduler = new ManualScheduler();
  const warnings: string[] = [];
  const pump = new OutputPump(sink, {
    scheduler,
    warn: (message) => warnings.push(message),
    ...options,
  });
  const speaker = {
    id: 's1',
    kind: 'debug-console',
    runId: 'root',
    startedAtMs: 0,
    sessionId: 'root',
    label: 'server',
  } as const;
  return { pump, scheduler, sink, warnings, session: pump.session(speaker) };
}

/** A sink that looks for words, and for what follows them. */
class Choosy extends RecordingSink {
  constructor(
    private readonly words: readonly string[],
    private readonly unfinished: readonly string[] = [],
  ) {
    super();
  }

  mightMatter(text: string, before: string): boolean {
    return this.words.some((word) => (before + text).includes(word));
  }

  awaitsMore(): boolean {
    const last = this.blocks.at(-1)?.text ?? '';
    return [...this.words, ...this.unfinished].some((word) => last.includes(word));
  }
}

/** What is held on to: characters of strings, and objects. */
function kept(root: unknown): { characters: number; objects: number } {
  const seen = new Set<unknown>();
  let characters = 0;
  const visit = (value: unknown): void => {
    if (typeof value === 'string') characters += value.length;
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const inside = value instanceof Map ? [...value.values()] : Object.values(value);
    inside.forEach(visit);
  };
  visit(root);
  return { characters, objects: seen.size };
}

describe('OutputPump', () => {
  it('hands nothing on before the debugger has its message back', () => {
    const { session, sink, scheduler } = setUp();
    session.push('stdout', 'one\n');
    assert.deepEqual(sink.events, []);
    scheduler.runAll();
    assert.deepEqual(sink.events, ['text s1 stdout: one']);
  });

  it('keeps the lines of each category apart, and names session and label', () => {
    const { session, sink, scheduler } = setUp();
    session.push('stdout', 'out');
    session.push('stderr', 'Error: ');
    session.push('stdout', 'put\n');
    session.push('stderr', 'listen\n');
    scheduler.runAll();
    assert.deepEqual(
      sink.blocks.map(({ source, text }) => [
        source.streamId,
        source.sessionId,
        source.label,
        text,
      ]),
      [
        ['s1 stdout', 'root', 'server', 'output'],
        ['s1 stderr', 'root', 'server', 'Error: listen'],
      ],
    );
  });

  it('hands on an unfinished line when nothing follows, then says so once', () => {
    const { session, sink, scheduler } = setUp();
    session.push('stderr', 'Uncaught Error: listen\n    at main');
    scheduler.runAll();
    assert.deepEqual(sink.events, ['text s1 stderr: Uncaught Error: listen']);
    scheduler.pass(3 * idleMs);
    assert.deepEqual(sink.events.slice(1), ['text s1 stderr:     at main', 'settled s1 stderr']);
    scheduler.pass(100 * idleMs);
    assert.equal(sink.events.length, 3);
    assert.equal(scheduler.timerCount, 0);
  });

  it('does not settle while output keeps coming', () => {
    const { session, sink, scheduler } = setUp();
    for (let count = 0; count < 50; count += 1) {
      session.push('stdout', 'x');
      scheduler.pass(idleMs / 2);
    }
    assert.equal(sink.events.length, 0);
    scheduler.pass(3 * idleMs);
    assert.deepEqual(sink.events.at(-1), 'settled s1 stdout');
  });

  it('gives the first line of a block the place where that line began', () => {
    const { session, sink, scheduler } = setUp();
    session.push('stdout', 'first ', { path: '/app/a.js', line: 1 });
    session.push('stdout', 'line\nsecond ', { path: '/app/b.js', line: 2 });
    session.push('stdout', 'line\n');
    session.push('stdout', 'third ', { path: '/app/c.js', line: 3 });
    session.push('stdout', 'line ', { path: '/app/d.js', line: 4 });
    session.push('stdout', 'ends\n', { path: '/app/e.js', line: 5 });
    scheduler.runAll();
    assert.deepEqual(
      sink.blocks.map(({ text, location }) => [text, location?.path]),
      [
        ['first line', '/app/a.js'],
        ['second line', '/app/b.js'],
        ['third line ends', '/app/c.js'],
      ],
    );
  });

  it('lets go of a session: rest, settled, ended; and still carries what comes after', () => {
    const { pump, session, sink, scheduler } = setUp();
    session.push('stdout', 'bye');
    session.end();
    scheduler.pass(3 * idleMs);
    assert.deepEqual(sink.events, ['text s1 stdout: bye', 'settled s1 stdout', 'ended s1 stdout']);
    assert.equal(pump.streamCount, 0);
    session.push('stderr', 'late\n');
    scheduler.pass(3 * idleMs);
    assert.deepEqual(sink.events.slice(3), [
      'text s1 stderr: late',
      'settled s1 stderr',
      'ended s1 stderr',
    ]);
    assert.equal(pump.streamCount, 0);
  });

  it('keeps no stream, no timer and no task after a hundred sessions', () => {
    const { pump, scheduler } = setUp();
    for (let index = 0; index < 100; index += 1) {
      const session = pump.session({
        id: `s${index}`,
        runId: 'r',
        startedAtMs: 0,
        kind: 'debug-console',
        label: 'x',
      });
      session.push('stdout', 'text\nrest');
      session.push('stderr', 'text\n');
      session.end();
    }
    scheduler.pass(10 * idleMs);
    assert.equal(pump.streamCount, 0);
    assert.equal(scheduler.timerCount, 0);
  });

  it('keeps few streams, however many categories an adapter invents', () => {
    const { pump, session, sink, scheduler } = setUp();
    for (let index = 0; index < 5_000; index += 1) {
      session.push(`category ${index}`, `line ${index}\n`);
    }
    scheduler.runAll();
    assert.ok(pump.streamCount <= 200, String(pump.streamCount));
    assert.match(sink.text, /line 4999/);
  });

  it('reports a sink that throws, and goes on', () => {
    class Broken extends RecordingSink {
      override accept(): void {
        throw new Error('broken');
      }
    }
    const { session, sink, scheduler, warnings } = setUp({}, new Broken());
    session.push('stdout', 'one\n');
    scheduler.pass(3 * idleMs);
    assert.equal(warnings.length, 1);
    assert.deepEqual(sink.events, ['settled s1 stdout']);
  });

  it('takes a burst of 50 MB in slices, and finds the error in its midst', () => {
    class Choosy extends RecordingSink {
      mightMatter(text: string): boolean {
        return text.includes('EADDRINUSE');
      }
      awaitsMore(): boolean {
        return this.text.includes('EADDRINUSE');
      }
    }
    const { session, sink, scheduler, warnings } = setUp({}, new Choosy());
    const noise = `${'GET /index.html 200 '.repeat(3)}\n`.repeat(1_000);
    let pushed = 0;
    while (pushed < 50_000_000) {
      session.push('stdout', noise);
      pushed += noise.length;
      if (pushed > 25_000_000 && pushed <= 25_000_000 + noise.length) {
        session.push('stdout', 'Error: listen EADDRINUSE: address already in use :::3000\n');
        session.push('stdout', '    at main (/app/server.js:1:1)\n');
      }
    }
    let slices = 0;
    while (scheduler.runOne()) slices += 1;
    const length = sink.blocks.reduce((sum, block) => sum + block.text.length, 0);
    assert.ok(length < 9_000_000, `${length} characters were kept`);
    assert.ok(slices >= 8_000_000 / 256_000, `${slices} slices`);
    assert.match(sink.text, /EADDRINUSE.*\n {4}at main/);
    assert.match(warnings.join(), /\d{8} characters were not read/);
  });

  it('bounds even a storm that is nothing but errors', () => {
    class Greedy extends RecordingSink {
      mightMatter(): boolean {
        return true;
      }
    }
    const limits = { budget: 10_000, ceiling: 30_000 };
    const { session, sink, scheduler } = setUp({ limits }, new Greedy());
    for (let index = 0; index < 10_000; index += 1) {
      session.push('stderr', 'Error: connect EADDRNOTAVAIL 127.0.0.1:80\n');
    }
    scheduler.runAll();
    assert.ok(sink.text.length < 31_000, `${sink.text.length}`);
  });

  it('keeps the last words of a storm that is nothing but near misses', () => {
    class Greedy extends RecordingSink {
      mightMatter(): boolean {
        return true;
      }
    }
    const limits = { budget: 10_000, ceiling: 30_000 };
    const { session, sink, scheduler } = setUp({ limits }, new Greedy());
    for (let index = 0; index < 10_000; index += 1) {
      session.push('stderr', `near miss ${index}\n`);
    }
    session.push('stderr', 'the last words\n');
    scheduler.runAll();
    assert.match(sink.text, /near miss 9999\nthe last words\n?$/);
    assert.ok(sink.text.length < 31_000, `${sink.text.length}`);
  });

  it('does not glue a line to the one behind a gap', () => {
    class Choosy extends RecordingSink {
      mightMatter(text: string): boolean {
        return text.includes('matters');
      }
    }
    const limits = { budget: 20, ceiling: 10_000, keepAfter: 1 };
    const { session, sink, scheduler } = setUp({ limits }, new Choosy());
    session.push('stdout', 'a beginning of thirty letters ');
    session.push('stdout', 'let go of\n'.repeat(20));
    session.push('stdout', 'this matters\n');
    scheduler.runAll();
    assert.equal(sink.text, 'a beginning of thirty letters \nthis matters');
  });

  it('leaves ordinary output unread, and hands on what stands before and after what matters', () => {
    const { session, sink, scheduler } = setUp({}, new Choosy(['matters'], ['goes on']));
    session.push('stdout', 'one\ntwo\nthis mat');
    scheduler.runAll();
    assert.deepEqual(sink.blocks, []);
    for (const chunk of ['ters\n', 'it goes on\n', 'and on\n', 'ordinary\n']) {
      session.push('stdout', chunk);
      scheduler.runAll();
    }
    assert.equal(sink.text, 'one\ntwo\nthis matters\nit goes on\nand on');
    scheduler.pass(3 * idleMs);
    assert.match(sink.text, /and on\nordinary$/);
  });

  it('judges at once what waits of a stream, and hands on each piece with its place', () => {
    const judged: string[] = [];
    class Counting extends RecordingSink {
      mightMatter(text: string): boolean {
        if (text !== '') judged.push(text);
        return text.includes('matters');
      }
    }
    const { session, sink, scheduler } = setUp({}, new Counting());
    const lines = Array.from({ length: 500 }, (_, index) => `line ${index}\n`);
    for (const line of lines) session.push('stdout', line);
    session.push('stderr', 'of another stream\n');
    session.push('stdout', 'one\n', { path: '/a.js', line: 1 });
    session.push('stdout', 'this matters\n', { path: '/b.js', line: 2 });
    scheduler.runAll();
    assert.equal(judged.join(''), `${lines.join('')}of another stream\none\nthis matters\n`);
    assert.ok(judged.length < 10, `${judged.length} times`);
    assert.equal(judged.at(-2), 'of another stream\n');
    const places = sink.blocks.map(({ location }) => location?.path);
    assert.deepEqual(places.slice(-2), ['/a.js', '/b.js']);
    assert.ok(sink.text.startsWith(lines[0] ?? '?'), 'nothing that waited was let go');
  });

  it('lets go of nothing that waits together with what matters, however many pieces', () => {
    const { session, sink, scheduler } = setUp({}, new Choosy(['matters']));
    session.push('stdout', 'this matters\n');
    for (let line = 1; line < 3_000; line += 1) session.push('stdout', '\n', { path: '/a', line });
    scheduler.runAll();
    assert.match(sink.text, /this matters/);
  });

  it('says of an unfinished line whether it comes again', () => {
    const kept: boolean[] = [];
    class Asked extends RecordingSink {
      mightMatter(...judged: [text: string, before: string, isLineKept: boolean]): boolean {
        kept.push(judged[2]);
        return false;
      }
    }
    const { session, scheduler } = setUp({}, new Asked());
    const long = 'x'.repeat(3_000);
    for (const chunk of ['begun', ' and done\n', long, ' and done\n', 'next\n']) {
      session.push('stdout', chunk);
      scheduler.runAll();
    }
    assert.deepEqual(kept, [true, true, false, false, true]);
  });

  it('keeps reading a line that matters to its end, however late that comes', () => {
    const { session, sink, scheduler } = setUp({}, new Choosy(['matters']));
    session.push('stdout', 'this matters');
    for (let count = 0; count < 1_000; count += 1) session.push('stdout', ' and on'.repeat(20));
    session.push('stdout', '\nnext\n');
    scheduler.runAll();
    assert.match(sink.text, /^this matters and on and on/);
  });

  it('begins with a whole line where ordinary output was let go', () => {
    const { session, sink, scheduler } = setUp({}, new Choosy(['matters']));
    const line = `${'ordinary '.repeat(9)}end`;
    const text = `${line}\n`.repeat(2_000);
    for (let at = 0; at < text.length; at += 5_003) {
      session.push('stdout', text.slice(at, at + 5_003));
    }
    session.push('stdout', 'this matters\n');
    scheduler.runAll();
    const lines = sink.text.split('\n');
    assert.equal(lines.pop(), 'this matters');
    assert.deepEqual([...new Set(lines)].sort(), ['', line].sort());
    assert.ok(sink.text.length > 16_384 && sink.text.length < 66_000, `${sink.text.length}`);
  });

  it('holds a bounded part of endless ordinary output, whatever its pieces are', () => {
    const texts = [
      'x',
      '\n',
      'word ',
      'a line\n',
      'progress\r',
      'y'.repeat(9_000),
      'z'.repeat(90_000),
    ];
    for (const text of texts) {
      for (const location of [undefined, { path: '/app/a.js', line: 1 }]) {
        const { pump, session, scheduler } = setUp({}, new Choosy(['matters']));
        const enough = Math.min(1_000_000, text.length * 10_000);
        for (let length = 0; length < enough; length += text.length * 100) {
          for (let count = 0; count < 100; count += 1) {
            session.push('stdout', text, location && { ...location });
          }
          scheduler.runAll();
        }
        const { characters, objects } = kept(pump);
        assert.ok(characters < 150_000, `${characters} characters of ${text.slice(0, 9)}`);
        assert.ok(objects < 5_000, `${objects} objects of ${text.slice(0, 9)}`);
      }
    }
  }).timeout(60_000);

  it('says nothing more after it was disposed', () => {
    const { pump, session, sink, scheduler } = setUp();
    session.push('stdout', 'one\n');
    pump.dispose();
    session.push('stdout', 'two\n');
    session.end();
    scheduler.pass(10 * idleMs);
    assert.deepEqual(sink.events, []);
    assert.equal(scheduler.timerCount, 0);
  });
});
