/** Two small files that tell a namespace's connection rate and TIME_WAIT rows for next to nothing. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { CounterSample, Moment, Reading } from '../measurement';
import { unavailable, unavailableFrom, value } from '../reading';

/** `snmp` is 1.2 kB, `sockstat` 150 bytes (Linux 6.18); what does not fit is not read. */
const buffer = Buffer.allocUnsafe(16 * 1024);

/**
 * Samples the counters of a namespace. Synchronous: the kernel answers in some 10 µs, which a trip to
 * the thread pool would multiply.
 * @param directory a `/proc/<pid>/net`
 */
export function sampleCountersIn(directory: string, now: Moment): CounterSample {
  return {
    ...now,
    activeOpens: counter(`${directory}/snmp`, now.atMs, activeOpensIn),
    timeWait: counter(`${directory}/sockstat`, now.atMs, timeWaitIn),
  };
}

/**
 * `ActiveOpens` of /proc/net/snmp: the columns are named by a `Tcp:` line before the numbers
 * (snmp_seq_show_tcp_udp, net/ipv4/proc.c). Undefined where the text is not that.
 */
export function activeOpensIn(text: string): number | undefined {
  const [names, numbers] = text.split('\n').filter((line) => line.startsWith('Tcp: '));
  const column = names?.split(' ').indexOf('ActiveOpens') ?? -1;
  return column < 0 ? undefined : wholeNumber(numbers?.split(' ')[column]);
}

/** `TCP: inuse 5 orphan 0 tw 440 alloc 7 mem 1`: the number after `tw`, both families together. */
export function timeWaitIn(text: string): number | undefined {
  return wholeNumber(/^TCP: (?:\w+ \d+ )*tw (\d+)/m.exec(text)?.[1]);
}

function counter(
  where: string,
  atMs: number,
  parse: (text: string) => number | undefined,
): Reading<number> {
  let text: string;
  try {
    const file = openSync(where, 'r');
    try {
      text = buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return unavailableFrom(error, where);
  }
  const count = parse(text);
  return count === undefined
    ? unavailable('malformed', where, text)
    : value(count, { how: 'file', where, atMs });
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
