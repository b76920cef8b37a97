/** 50 MB of ordinary output, and not one incident. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ErrorStream } from '../../src/recognize/errorStream';
import type { SocketError } from '../../src/recognize/socketError';
import { LineAssembler } from '../../src/watch/lineAssembler';
import { ordinaryRecordings, readOrdinaryBytes, readOrdinaryText } from './support/ordinaryOutput';

const wantedBytes = 50_000_000;

/** Lengths of chunks, uneven and without end: from one character to 64 KiB. */
function* chunkLengths(): Generator<number> {
  for (let state = 4_711; ; state = (state * 48_271) % 2_147_483_647) {
    yield 1 + (state % (state % 5 === 0 ? 65_536 : 4_096));
  }
}

/** What the product finds in a text that arrives in uneven chunks. */
function foundIn(text: string, lengths: Iterator<number, never>): SocketError[] {
  const assembler = new LineAssembler();
  const stream = new ErrorStream({ platform: 'linux' });
  const found: SocketError[] = [];
  for (let at = 0; at < text.length;) {
    const end = at + lengths.next().value;
    const block = assembler.push(text.slice(at, end));
    if (block !== undefined) found.push(...stream.accept(block));
    at = end;
  }
  const rest = assembler.flush();
  return [...found, ...(rest === undefined ? [] : stream.accept(rest)), ...stream.settle()];
}

describe('ordinary output', function () {
  this.timeout(60_000);

  it('is what the recorder wrote down, each recording once', () => {
    const sums = ordinaryRecordings.map((recording) => {
      const bytes = readOrdinaryBytes(recording);
      assert.equal(bytes.length, recording.bytes, recording.name);
      return createHash('sha256').update(bytes).digest('hex');
    });
    assert.deepEqual(
      sums,
      ordinaryRecordings.map(({ sha256 }) => sha256),
    );
    assert.equal(new Set(sums).size, sums.length);
  });

  it('gives no incident in 50 MB', function () {
    const lengths = chunkLengths() as Iterator<number, never>;
    let bytes = 0;
    for (const recording of ordinaryRecordings) {
      const found = foundIn(readOrdinaryText(recording), lengths);
      assert.deepEqual(found, [], recording.name);
      bytes += recording.bytes;
    }
    assert.ok(bytes >= wantedBytes, `${bytes} bytes read`);
    console.log(`      ${bytes} bytes in ${ordinaryRecordings.length} recordings, no incident`);
  });

  it('would have given one: an error in its midst is found', () => {
    const [recording] = ordinaryRecordings;
    assert.ok(recording);
    const text = readOrdinaryText(recording);
    const middle = text.indexOf('\n', text.length / 2) + 1;
    const error = 'Error: listen EADDRINUSE: address already in use :::3000\n';
    const spoiled = text.slice(0, middle) + error + text.slice(middle);
    assert.equal(foundIn(spoiled, chunkLengths() as Iterator<number, never>).length, 1);
  });
});
