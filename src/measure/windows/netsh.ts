/** netsh's port ranges. The words are localised; only the numbers and their order are read. */
import type { PortSpan, Reading } from '../measurement';
import { portNumber } from '../../recognize/portNumber';
import { unavailable, value } from '../reading';
import type { Command } from '../runCommand';

const MAX_PORT = 65_535;

/** The range for outgoing connections; needs no rights, and each family has one (facts.md A1). */
export function dynamicPortCommand(systemDirectory: string, family: 'ipv4' | 'ipv6'): Command {
  return netsh(systemDirectory, ['int', family, 'show', 'dynamicport', 'tcp']);
}

/** What Hyper-V, WinNAT and administrators took out of it; needs no rights (facts.md A1). */
export function excludedPortsCommand(systemDirectory: string): Command {
  return netsh(systemDirectory, ['int', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp']);
}

function netsh(systemDirectory: string, args: readonly string[]): Command {
  return {
    file: `${systemDirectory}\\netsh.exe`,
    args,
    timeLimitMs: 10_000,
    maxBytes: 1_000_000,
    encoding: 'latin1',
  };
}

/** First port and count: the only two lines that end in a colon and a number. */
export function dynamicPortsFrom(output: Reading<string>): Reading<PortSpan> {
  if (output.kind === 'unavailable') return output;
  const numbers = [...output.value.matchAll(/:[^\S\n]*(\d{1,5})[^\S\n]*$/gm)].map((match) =>
    Number(match[1]),
  );
  const [first, count] = numbers;
  const span =
    numbers.length === 2 && first !== undefined && count !== undefined
      ? dynamicRange(first, count)
      : undefined;
  return span === undefined
    ? unavailable('malformed', output.from.where, output.value)
    : value(span, output.from);
}

/** The span of `count` ports from `first`, or undefined where there is no such span. */
export function dynamicRange(first: number, count: number): PortSpan | undefined {
  const last = first + count - 1;
  return first >= 1 && count >= 1 && last <= MAX_PORT ? { first, last } : undefined;
}

/**
 * The excluded spans, ascending and without overlap: rows of two numbers, administered ones with a
 * star. A table without rows is an answer (nothing is excluded) where its ruler of dashes is there.
 */
export function excludedPortsFrom(output: Reading<string>): Reading<readonly PortSpan[]> {
  if (output.kind === 'unavailable') return output;
  if (!/^\s*-{4,}\s+-{4,}\s*$/m.test(output.value)) {
    return unavailable('malformed', output.from.where, output.value);
  }
  const spans: PortSpan[] = [];
  for (const line of output.value.split('\n')) {
    const match = /^\s*(\d{1,5})\s+(\d{1,5})(?:\s+\*)?\s*$/.exec(line);
    const first = portNumber(match?.[1]);
    const last = portNumber(match?.[2]);
    if (first !== undefined && last !== undefined && first <= last) spans.push({ first, last });
  }
  return value(withoutOverlap(spans), output.from);
}

/** Blocks are handed out one by one and may overlap: 56638-56737 and 56738-56837 are one. */
function withoutOverlap(spans: readonly PortSpan[]): readonly PortSpan[] {
  const joined: PortSpan[] = [];
  for (const span of [...spans].sort((a, b) => a.first - b.first)) {
    const before = joined.at(-1);
    if (before !== undefined && span.first <= before.last + 1) {
      joined[joined.length - 1] = {
        first: before.first,
        last: Math.max(before.last, span.last),
      };
    } else {
      joined.push(span);
    }
  }
  return joined;
}
