/** Reads the two socket tables of a network namespace without holding up the event loop. */
import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../clock';
import type { Reading } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';
import { SocketTableBuilder, type SocketTable } from '../socketTable';
import { ProcNetTcpParser } from './procNetTcp';

/**
 * A read of `/proc/net/tcp` gives one page (seq_read_iter, fs/seq_file.c): a full table takes a
 * thousand reads of microseconds each. One trip to the thread pool for each would cost ten times
 * the read, so reads are synchronous, in slices short enough that nobody notices.
 */
const SLICE_MS = 4;
const BUFFER_BYTES = 64 * 1024;
const PAGE_BYTES = 4096;
/** Half a million rows; tcp_max_tw_buckets is 262,144 at most by default (tcp_init, net/ipv4/tcp.c). */
const MAX_BYTES = 80 * 1024 * 1024;

/**
 * The TCP sockets of a namespace, both families in one table. `from.atMs` is the moment at which
 * the whole was read; remaining times are counted from there.
 * @param directory a `/proc/<pid>/net`
 * @returns the reason where a table is missing or unreadable, is no socket table, is larger than
 *   80 MB, or where `signal` fired. Without IPv6 there is no `tcp6`: that is no failure.
 */
export async function readSocketTable(
  directory: string,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Reading<SocketTable>> {
  const builder = new SocketTableBuilder(4096);
  const slices: { readonly fromRow: number; readonly toRow: number; readonly readAtMs: number }[] =
    [];
  const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  for (const [name, family] of [
    ['tcp', 4],
    ['tcp6', 6],
  ] as const) {
    const where = `${directory}/${name}`;
    const parser = new ProcNetTcpParser(family, builder, endianness());
    let file: number;
    try {
      file = openSync(where, 'r');
    } catch (error) {
      const failure = unavailableFrom(error, where);
      if (name === 'tcp6' && failure.reason === 'not-found') continue;
      return failure;
    }
    try {
      let kept = 0;
      let total = 0;
      for (let more = true; more;) {
        if (signal?.aborted === true) return unavailable('cancelled', where);
        const sliceEndsAtMs = performance.now() + SLICE_MS;
        do {
          const fromRow = builder.length;
          const readAtMs = clock().steadyMs;
          const filled = fill(file, buffer, kept);
          more = filled.more;
          total += filled.length - kept;
          const used = parser.push(buffer, filled.length);
          kept = filled.length - used;
          buffer.copyWithin(0, used, filled.length);
          slices.push({ fromRow, toRow: builder.length, readAtMs });
          if (parser.malformed !== undefined) {
            return unavailable('malformed', where, parser.malformed);
          }
          if (total > MAX_BYTES) return unavailable('too-large', where, `over ${MAX_BYTES} bytes`);
          if (kept > BUFFER_BYTES / 2) return unavailable('malformed', where, 'a line has no end');
        } while (more && performance.now() < sliceEndsAtMs);
        if (more) await nextTurn();
      }
      parser.end(kept);
      if (parser.malformed !== undefined) return unavailable('malformed', where, parser.malformed);
    } catch (error) {
      return unavailableFrom(error, where);
    } finally {
      closeSync(file);
    }
  }
  const now = clock();
  for (const { fromRow, toRow, readAtMs } of slices) {
    builder.age(fromRow, toRow, now.steadyMs - readAtMs);
  }
  return value(builder.finish(), { how: 'file', where: `${directory}/tcp, tcp6`, ...now });
}

/** Reads on from `kept` until another page might not fit, or the end. */
function fill(
  file: number,
  buffer: Buffer,
  kept: number,
): { readonly length: number; readonly more: boolean } {
  let length = kept;
  do {
    const read = readSync(file, buffer, length, buffer.length - length, null);
    if (read === 0) return { length, more: false };
    length += read;
  } while (buffer.length - length >= PAGE_BYTES);
  return { length, more: true };
}
