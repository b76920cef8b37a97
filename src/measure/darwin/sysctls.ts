/** The settings of XNU that decide how many ports there are, and how long one waits. */
import type { DurationRange, PortSpan, Reading } from '../measurement';
import { unavailable, value } from '../reading';
import type { Command } from '../runCommand';

const FIRST = 'net.inet.ip.portrange.first';
const LAST = 'net.inet.ip.portrange.last';
const SEGMENT_LIFETIME = 'net.inet.tcp.msl';
const TIME_WAIT_COUNT = 'net.inet.tcp.tw_pcbcount';

/** Readable by everyone. A key that this release lacks costs its line and the exit code 1. */
export const SYSCTL_COMMAND: Command = {
  file: '/usr/sbin/sysctl',
  args: [FIRST, LAST, SEGMENT_LIFETIME, TIME_WAIT_COUNT],
  timeLimitMs: 2_000,
  maxBytes: 64_000,
  acceptedExitCodes: [1],
};

const MAX_PORT = 65_535;

/** What the settings say; each key that is missing or no number is unavailable for itself. */
export interface DarwinSettings {
  /** The range that connect() and bind(0) draw from, for IPv4 and IPv6 (facts.md A3). */
  readonly ephemeralRange: Reading<PortSpan>;
  /** TIME_WAIT lasts two maximum segment lifetimes (facts.md A3). */
  readonly timeWaitLength: Reading<DurationRange>;
  /** How many sockets the kernel keeps in TIME_WAIT: the check on netstat's rows. */
  readonly timeWaitCount: Reading<number>;
}

/** The settings from lines of `name: value`, in any order. */
export function settingsFrom(output: Reading<string>): DarwinSettings {
  const first = setting(output, FIRST);
  const last = setting(output, LAST);
  const lifetimeMs = setting(output, SEGMENT_LIFETIME);
  return {
    ephemeralRange: rangeFrom(first, last),
    timeWaitLength:
      lifetimeMs.kind === 'value'
        ? value({ minMs: 2 * lifetimeMs.value, maxMs: 2 * lifetimeMs.value }, lifetimeMs.from)
        : lifetimeMs,
    timeWaitCount: setting(output, TIME_WAIT_COUNT),
  };
}

function rangeFrom(first: Reading<number>, last: Reading<number>): Reading<PortSpan> {
  if (first.kind === 'unavailable') return first;
  if (last.kind === 'unavailable') return last;
  // A range given backwards is counted downwards (in_pcbbind, bsd/netinet/in_pcb.c).
  const span = {
    first: Math.min(first.value, last.value),
    last: Math.max(first.value, last.value),
  };
  return span.last <= MAX_PORT
    ? value(span, first.from)
    : unavailable('malformed', first.from.where, `${first.value} to ${last.value}`);
}

function setting(output: Reading<string>, name: string): Reading<number> {
  if (output.kind === 'unavailable') return output;
  for (const line of output.value.split('\n')) {
    const text = line.startsWith(name) ? /^\s*[:=](.*)$/.exec(line.slice(name.length)) : null;
    if (text === null) continue;
    const digits = text[1]?.trim() ?? '';
    return /^\d{1,9}$/.test(digits)
      ? value(Number(digits), output.from)
      : unavailable('malformed', output.from.where, line);
  }
  return unavailable('not-found', output.from.where, `no line for ${name}`);
}
