import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ErrorStream } from '../../src/recognize/errorStream';
import { mightNameSocketError } from '../../src/recognize/prefilter';
import { recognize } from '../../src/recognize/recognize';
import { runtimes } from '../../src/recognize/runtimes';
import type { SocketError } from '../../src/recognize/socketError';
import { maxLineLength } from '../../src/recognize/socketError';
import { fixture, fixtures } from './fixtures';

const positive = fixtures.filter(({ errors }) => errors.length > 0);

function streamed(blocks: readonly string[]): SocketError[] {
  const stream = new ErrorStream();
  return [...blocks.flatMap((block) => stream.accept(block)), ...stream.settle()];
}

/** Cuts a list into pieces at the given places. */
function pieces<T>(list: readonly T[], places: readonly number[]): T[][] {
  const at = [...new Set(places.map((place) => place % (list.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => list.slice(from, at[index]));
}

const places = fc.array(fc.nat(100_000), { maxLength: 30 });
const anyText = fc.constantFrom(
  ...positive.map(({ text }) => text).filter(({ length }) => length < 20_000),
);

describe('ErrorStream', () => {
  it('says the same wherever the text is cut between lines', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 3 }), places, (texts, cuts) => {
        const whole = texts.join('\n');
        const blocks = pieces(whole.split('\n'), cuts)
          .filter((lines) => lines.length > 0)
          .map((lines) => lines.join('\n'));
        assert.deepEqual(streamed(blocks), recognize(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('finds an error in the midst of much ordinary output, each time', () => {
    // More than a stream keeps of what came before.
    const noise = fixture('quiet/tool-python-access-log').text.slice(0, 20_000);
    const stream = new ErrorStream();
    assert.deepEqual(stream.accept(noise), []);
    for (const { name, text } of positive) {
      const found = [...stream.accept(text), ...stream.accept(noise)];
      assert.equal(found.length, recognize(text).length, name);
    }
  });

  it('hands an error on as soon as something else follows', () => {
    const stream = new ErrorStream();
    const lines = fixture('node/listen-logged').text.split('\n');
    assert.deepEqual(
      lines.flatMap((line) => stream.accept(line)),
      [],
    );
    const after = ['one', 'two', 'three', 'four'].map((line) => stream.accept(line).length);
    assert.equal(
      after.reduce((sum, count) => sum + count),
      1,
    );
    assert.deepEqual(stream.settle(), []);
  });

  it('names the place that the debugger gives where no stack does', () => {
    const location = { path: '/app/server.ts', line: 7, column: 9 };
    const stream = new ErrorStream();
    stream.accept('cannot start: listen EADDRINUSE: address already in use :::3000', location);
    assert.deepEqual(stream.settle()[0]?.frame, location);
    stream.accept(fixture('node/listen-denied').text, location);
    assert.equal(stream.settle()[0]?.frame?.path, '/app/listen-denied.js');
  });

  it('does not take the frames of the error before for its own', () => {
    const text = [
      'TypeError: cannot read it',
      '    at read (/app/reader.js:3:7)',
      'cannot start: listen EADDRINUSE: address already in use :::3000',
    ];
    assert.equal(streamed([text.join('\n')])[0]?.frame, undefined);
  });

  it('reads where a call went from the lines above, if they speak of the same call', () => {
    const banner = 'Starting development server at http://127.0.0.1:8000/\nQuit with CONTROL-C.';
    const [taken] = recognize(`${banner}\nError: That port is already in use.`);
    assert.deepEqual(taken?.endpoint, { address: '127.0.0.1', port: 8000 });
    const [exhausted] = recognize(`${banner}\nconnect: Cannot assign requested address`);
    assert.equal(exhausted?.illness, 'ephemeral-exhaustion');
    assert.equal(exhausted.endpoint, undefined);
    const far = 'GET / HTTP/1.1 200\n'.repeat(8);
    assert.equal(
      recognize(`${banner}\n${far}Error: That port is already in use.`)[0]?.endpoint,
      undefined,
    );
  });

  it('takes a bind to port 0 in a traceback for what it is: no port is left', () => {
    const traceback = (port: number) =>
      `Traceback (most recent call last):\n  File "/app/app.py", line 4, in <module>\n    server.bind(("127.0.0.1", ${port}))\nOSError: [Errno 98] Address already in use`;
    assert.equal(recognize(traceback(0))[0]?.illness, 'ephemeral-exhaustion');
    assert.equal(recognize(traceback(8080))[0]?.illness, 'address-taken');
  });

  it('tells what Tcl calls the same by the command that is quoted', () => {
    const text = (command: string) =>
      `couldn't open socket: address already in use\n    while executing\n"${command}"`;
    assert.equal(recognize(text('socket 127.0.0.1 8080'))[0]?.illness, 'ephemeral-exhaustion');
    assert.equal(recognize(text('socket -server serve 8080'))[0]?.illness, 'address-taken');
  });

  it('calls a denied bind a forbidden port, but not a denied path', () => {
    assert.equal(recognize('bind: Permission denied')[0]?.illness, 'port-forbidden');
    for (const line of [
      'bind() to unix:/run/app.sock failed (13: Permission denied)',
      'bind mount /srv: Permission denied',
      'cat: /etc/shadow: Permission denied',
    ]) {
      assert.deepEqual(recognize(line), [], line);
    }
  });

  it('remembers a traceback at the end of a large block', () => {
    const [error = '', ...before] = fixture('python/bind-taken')
      .text.trimEnd()
      .split('\n')
      .reverse();
    const noise = fixture('quiet/tool-npm-install').text;
    const found = streamed([`${noise}\n${before.reverse().join('\n')}`, error]);
    assert.deepEqual(found, recognize(fixture('python/bind-taken').text));
  });

  it('lets the machine decide where the text leaves it open', () => {
    const text = 'connect EADDRNOTAVAIL 10.0.0.1:443';
    assert.equal(recognize(text)[0]?.illness, 'ephemeral-exhaustion');
    assert.equal(recognize(text, { platform: 'win32' })[0]?.illness, 'undetermined');
    const windows = fixture('quoted/windows-10048-en').text;
    assert.deepEqual(recognize(windows, { platform: 'linux' }), recognize(windows));
  });

  it('counts a storm, and keeps nothing of it', () => {
    const stream = new ErrorStream();
    const text = fixture('node/connect-storm-with-stacks').text;
    let count = 0;
    for (let round = 0; round < 2_000; round += 1) {
      count += stream.accept(text).length;
    }
    assert.equal(count + stream.settle().length, 6_000);
    assert.ok(keptCharacters(stream) < 100_000);
  });

  it('gives up waiting for the end of a stack that never ends', () => {
    const stream = new ErrorStream();
    stream.accept('Error: listen EADDRINUSE: address already in use :::3000');
    let lines = 0;
    while (stream.accept('    at again (/app/node_modules/x.js:1:1)').length === 0) {
      lines += 1;
      assert.ok(lines < 1_000);
    }
  });
});

/** Characters in the strings that a stream holds on to. */
function keptCharacters(stream: ErrorStream): number {
  const seen = new Set<unknown>();
  const count = (value: unknown): number => {
    if (typeof value === 'string') return value.length;
    if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
    seen.add(value);
    const inside = value instanceof Set ? [...value] : Object.values(value);
    return inside.reduce<number>((sum, one) => sum + count(one), 0);
  };
  return count(stream);
}

describe('hostile text', () => {
  const needles = runtimes.flatMap(({ signatures }) => signatures.flatMap((one) => one.needles));

  it('never throws, and what is shown of it is bounded and free of control characters', () => {
    const part = fc.oneof(
      fc.constantFrom(...needles),
      fc.constantFrom(
        'listen EADDRINUSE',
        ' :::99999',
        '<img onerror=alert(1)>',
        '\u001B[31m',
        '\0',
      ),
      fc.constantFrom('\n', '    at ', ' (', ')', '---> ', '%E0%A4%A', 'file:///%', ':1:1', '…'),
      fc.string({ unit: 'binary', maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
        const stream = new ErrorStream();
        for (const { line, endpoint } of [...stream.accept(parts.join('')), ...stream.settle()]) {
          assert.ok(line.length <= maxLineLength);
          assert.doesNotMatch(line, /[^\P{Cc}\t]/u);
          assert.ok((endpoint?.port ?? 0) <= 65_535);
          assert.ok((endpoint?.address ?? '').length <= 260);
        }
      }),
      { numRuns: 3_000 },
    );
  });

  it('reads a line made of nothing but beginnings in time', function () {
    // A pattern that goes back and forth over such a line would take minutes; all together take
    // a second, and mocha's limit is the referee.
    this.timeout(60_000);
    const beginnings = [
      ...needles,
      'Failed to bind to address http://',
      'dial tcp ',
      'at x (',
      '[::',
    ];
    for (const beginning of beginnings) {
      const line = beginning.repeat(Math.ceil(16_384 / beginning.length));
      recognize(`${line}\n${line}x\n    ${line}`);
    }
  });

  it('keeps a bounded part of 5 MB each of noise, errors, and broken-off errors', () => {
    const error = fixture('node/fetch-exhausted').text;
    for (const block of [
      'x'.repeat(64_000),
      `${error}\n`.repeat(50),
      'connect EADDRNOTAVAIL '.repeat(3_000),
    ]) {
      const stream = new ErrorStream();
      for (let length = 0; length < 5_000_000; length += block.length) {
        stream.accept(block);
      }
      assert.ok(keptCharacters(stream) < 150_000, `${keptCharacters(stream)} characters kept`);
    }
  });
});

describe('mightNameSocketError', () => {
  it('lets every line through that names an error', () => {
    for (const { name, text } of positive) {
      assert.ok(text.split('\n').some(mightNameSocketError), name);
    }
  });

  it('stops most lines of ordinary output', () => {
    const lines = fixtures
      .filter(({ name }) => name.startsWith('quiet/tool-'))
      .flatMap(({ text }) => text.split('\n'));
    const passed = lines.filter(mightNameSocketError).length;
    assert.ok(passed / lines.length < 0.2, `${passed} of ${lines.length} lines`);
  });
});
