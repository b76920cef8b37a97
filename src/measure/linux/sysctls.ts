/** The kernel settings that decide how many ports there are, and how long one waits. */
import type { PortSpan, Provenance, Reading, TimeWaitReuse } from '../measurement';
import { unavailable, value } from '../reading';

/** Directory of the settings, as every namespace sees its own. */
export const SYSCTL_DIRECTORY = '/proc/sys/net/ipv4';

/** The settings read, and the names of their files. */
export const SYSCTL_NAMES = [
  'ip_local_port_range',
  'ip_local_reserved_ports',
  'tcp_tw_reuse',
  'tcp_tw_reuse_delay',
  'tcp_timestamps',
  'tcp_max_tw_buckets',
  'ip_unprivileged_port_start',
] as const;

export type SysctlName = (typeof SYSCTL_NAMES)[number];

/** The text of each setting. */
export type SysctlTexts = Readonly<Record<SysctlName, Reading<string>>>;

const MAX_PORT = 65_535;
/** Kernels without `tcp_tw_reuse_delay` wait one second (tcp_twsk_unique, net/ipv4/tcp_ipv4.c). */
const REUSE_DELAY_BEFORE_SYSCTL_MS = 1000;

/** `32768\t60999`; IPv6 uses the same range. */
export function ephemeralRangeFrom(texts: SysctlTexts): Reading<PortSpan> {
  return parsed(texts.ip_local_port_range, (text) => {
    const match = /^(\d{1,5})\s+(\d{1,5})$/.exec(text);
    return match === null ? undefined : span(match[1], match[2]);
  });
}

/** `8080,9148-9150`; empty where nothing is reserved. */
export function reservedPortsFrom(texts: SysctlTexts): Reading<readonly PortSpan[]> {
  return parsed(texts.ip_local_reserved_ports, (text) => {
    if (text === '') return [];
    const spans: PortSpan[] = [];
    for (const part of text.split(',')) {
      const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(part);
      const one = match === null ? undefined : span(match[1], match[2] ?? match[1]);
      if (one === undefined) return undefined;
      spans.push(one);
    }
    return spans;
  });
}

/**
 * When a port in TIME_WAIT is given out again (facts.md A2): `tcp_tw_reuse` 0 never, 1 always,
 * 2 on loopback, after `tcp_tw_reuse_delay`; and never without TCP timestamps.
 */
export function timeWaitReuseFrom(texts: SysctlTexts): Reading<TimeWaitReuse> {
  const { tcp_tw_reuse: reuse, tcp_tw_reuse_delay: delay, tcp_timestamps: timestamps } = texts;
  const scope = parsed(reuse, (text) => (['never', 'always', 'loopback'] as const)[Number(text)]);
  if (scope.kind === 'unavailable') return scope;
  if (timestamps.kind === 'value' && timestamps.value === '0' && scope.value !== 'never') {
    return value(
      { scope: 'never', afterMs: REUSE_DELAY_BEFORE_SYSCTL_MS },
      { ...scope.from, where: `${scope.from.where} (switched off by ${timestamps.from.where})` },
    );
  }
  if (delay.kind === 'unavailable') {
    const note =
      delay.reason === 'not-found'
        ? '1 s of a kernel without tcp_tw_reuse_delay'
        : '1 s assumed, tcp_tw_reuse_delay unreadable';
    return value(
      { scope: scope.value, afterMs: REUSE_DELAY_BEFORE_SYSCTL_MS },
      withNote(scope.from, note),
    );
  }
  const afterMs = parsed(delay, (text) => (/^\d{1,9}$/.test(text) ? Number(text) : undefined));
  if (afterMs.kind === 'unavailable') return afterMs;
  return value(
    { scope: scope.value, afterMs: afterMs.value },
    { ...scope.from, where: `${scope.from.where}, ${afterMs.from.where}` },
  );
}

/** Rows in TIME_WAIT that the kernel keeps at most (tcp_time_wait, net/ipv4/tcp_minisocks.c). */
export function timeWaitLimitFrom(texts: SysctlTexts): Reading<number> {
  return parsed(texts.tcp_max_tw_buckets, (text) =>
    /^\d{1,10}$/.test(text) ? Number(text) : undefined,
  );
}

/** From here up anybody may listen (inet_bind, net/ipv4/af_inet.c); 1024 unless somebody set it. */
export function firstUnprivilegedPortFrom(texts: SysctlTexts): Reading<number> {
  return parsed(texts.ip_unprivileged_port_start, (text) =>
    /^\d{1,5}$/.test(text) ? Number(text) : undefined,
  );
}

function withNote(from: Provenance, note: string): Provenance {
  return { ...from, where: `${from.where} (${note})` };
}

function parsed<T>(text: Reading<string>, parse: (text: string) => T | undefined): Reading<T> {
  if (text.kind === 'unavailable') return text;
  const result = parse(text.value);
  return result === undefined
    ? unavailable('malformed', text.from.where, text.value)
    : value(result, text.from);
}

function span(firstText: string | undefined, lastText: string | undefined): PortSpan | undefined {
  const first = Number(firstText);
  const last = Number(lastText);
  return first <= last && last <= MAX_PORT ? { first, last } : undefined;
}
