/** The whole way of the product: from what a debug adapter sends to the errors. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ErrorStreams } from '../../src/recognize/errorStreams';
import { recognize } from '../../src/recognize/recognize';
import type { SocketError } from '../../src/recognize/socketError';
import { OutputPump, idleMs } from '../../src/watch/outputPump';
import { ManualScheduler } from '../watch/scheduler';
import { fixture, fixtures } from './fixtures';

const ordinary = '\nan ordinary line'.repeat(1_000);

/** The errors in chunks of one stream; each chunk is read before the next arrives, or all at once. */
function carried(chunks: readonly string[], isEachRead = true): SocketError[] {
  const scheduler = new ManualScheduler();
  const errors: SocketError[] = [];
  const streams = new ErrorStreams(undefined, (error) => errors.push(error));
  const warnings: unknown[] = [];
  const pump = new OutputPump(streams, { scheduler, warn: (message) => warnings.push(message) });
  const session = pump.session({
    id: 's',
    runId: 's',
    startedAtMs: 0,
    kind: 'debug-console',
    label: 'server',
  });
  for (const chunk of chunks) {
    session.push('stdout', chunk);
    if (isEachRead) scheduler.runAll();
  }
  // What is not read by now is lost: silence would have the rest read, ordinary or not.
  for (let count = 0; count < 6; count += 1) session.push('stdout', ordinary);
  session.end();
  scheduler.pass(3 * idleMs);
  assert.deepEqual(warnings, []);
  return errors;
}

function inChunks(text: string, length: number): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += length) chunks.push(text.slice(at, at + length));
  return chunks;
}

/** Cuts a text at the given places. */
function cut(text: string, places: readonly number[]): string[] {
  const at = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index) => text.slice(from, at[index]));
}

const sequences = [
  '\u001B[31m',
  '\u001B[0m',
  '\u001B[1;38;5;12m',
  '\u001B[K',
  '\u001B]0;title\u0007',
];

/** Puts escape sequences at the given places; one at a line's start or end is as good as any. */
function coloured(text: string, places: readonly number[]): string {
  return cut(text, places)
    .map((piece, index) => (index === 0 ? '' : sequences[index % sequences.length]!) + piece)
    .join('');
}

const noise = fixture('quiet/tool-npm-install').text;

describe('the way from the debugger to an error', () => {
  for (const length of [1, 7, 64, 1_000, 8_192, 1_000_000]) {
    it(`loses nothing of any fixture in chunks of ${length}`, () => {
      for (const { name, raw, text } of fixtures) {
        if (raw.length / length > 20_000) continue;
        assert.deepEqual(carried(inChunks(raw, length)), recognize(text), name);
      }
    }).timeout(60_000);
  }

  it('finds the same wherever the text is cut, torn by colours or not, with either line end', () => {
    const places = fc.array(fc.nat(100_000), { maxLength: 30 });
    const given = fc.constantFrom(...fixtures.filter(({ raw }) => raw.length < 20_000));
    fc.assert(
      fc.property(
        given,
        places,
        places,
        fc.boolean(),
        fc.boolean(),
        ({ name, text }, colours, cuts, isCrLf, isEachRead) => {
          const dressed = text
            .split('\n')
            .map((line) => coloured(line, colours))
            .join(isCrLf ? '\r\n' : '\n');
          assert.deepEqual(carried(cut(dressed, cuts), isEachRead), recognize(text), name);
        },
      ),
      { numRuns: 500 },
    );
  }).timeout(60_000);

  it('finds an error behind megabytes that were left unread, with the stack above it', () => {
    for (const { name, text, errors } of fixtures) {
      if (errors.length === 0 || text.length > 16_000) continue;
      const whole = `${noise}\n`.repeat(4) + `\n${text}`;
      for (const dressed of [whole, whole.replaceAll('\n', '\r\n')]) {
        assert.deepEqual(carried(inChunks(dressed, 5_000)), recognize(`\n${text}`), name);
      }
    }
  }).timeout(60_000);

  it('hands on an error before the program falls silent', () => {
    const scheduler = new ManualScheduler();
    const errors: SocketError[] = [];
    const streams = new ErrorStreams(undefined, (error) => errors.push(error));
    const pump = new OutputPump(streams, { scheduler, warn: () => undefined });
    const session = pump.session({
      id: 's',
      runId: 's',
      startedAtMs: 0,
      kind: 'debug-console',
      label: 'server',
    });
    session.push('stderr', fixture('node/listen-logged').text);
    session.push('stderr', '\none\ntwo\nthree\nfour\nfive\n');
    scheduler.runAll();
    assert.equal(errors.length, 1);
  });
});
