/** How long TIME_WAIT lasts on Windows: a registry value that is mostly absent, and two defaults. */
import type { DurationRange, Provenance, Reading, TimeWaitReuse } from '../measurement';
import { value } from '../reading';
import type { Command } from '../runCommand';

const KEY = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters';
const NAME = 'TcpTimedWaitDelay';

/** KB 314053: the value counts in seconds and is taken from 30 to 300. */
const MIN_DELAY_S = 30;
const MAX_DELAY_S = 300;

/** Microsoft documents both, and nothing decides between them (facts.md A1). */
const DOCUMENTED: DurationRange = { minMs: 120_000, maxMs: 240_000 };
const DOCUMENTED_WHERE = `Microsoft documents 120 s (KB 314053) and 240 s (TCP/IP port exhaustion troubleshooting)`;

/** Readable by ordinary users; ends with 1 where the value is absent, which is the usual case. */
export function timedWaitDelayCommand(systemDirectory: string): Command {
  return {
    file: `${systemDirectory}\\reg.exe`,
    args: ['query', KEY, '/v', NAME],
    timeLimitMs: 5_000,
    maxBytes: 64_000,
    encoding: 'latin1',
    acceptedExitCodes: [1],
  };
}

/** The seconds in reg.exe's answer (names and types are not localised), or undefined. */
export function timedWaitDelayFrom(output: string): number | undefined {
  const match = /^\s*TcpTimedWaitDelay\s+REG_DWORD\s+0x([\da-fA-F]{1,8})\s*$/m.exec(output);
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 16);
}

/**
 * The length of TIME_WAIT.
 * @param delayS the registry value, undefined where it is absent
 * @param from where the registry was read
 */
export function timeWaitLength(
  delayS: number | undefined,
  from: Provenance,
): Reading<DurationRange> {
  if (delayS === undefined) {
    return value(DOCUMENTED, {
      how: 'assumed',
      where: `${DOCUMENTED_WHERE}; ${NAME} is not set`,
      atMs: from.atMs,
    });
  }
  if (delayS < MIN_DELAY_S || delayS > MAX_DELAY_S) {
    return value(DOCUMENTED, {
      how: 'assumed',
      where: `${DOCUMENTED_WHERE}; ${NAME} is ${delayS}, outside ${MIN_DELAY_S} to ${MAX_DELAY_S}`,
      atMs: from.atMs,
    });
  }
  const lengthMs = delayS * 1000;
  return value(
    { minMs: lengthMs, maxMs: lengthMs },
    { ...from, where: `${KEY}\\${NAME} by ${from.where}` },
  );
}

/** The same where the registry could not be read: the defaults, and why. */
export function unreadTimeWaitLength(detail: string, atMs: number): Reading<DurationRange> {
  return value(DOCUMENTED, {
    how: 'assumed',
    where: `${DOCUMENTED_WHERE}; ${NAME} could not be read: ${detail}`,
    atMs,
  });
}

/**
 * A four-tuple in TIME_WAIT is refused for as long as it lasts: event 4227 says so in its text
 * (facts.md, Addenda).
 */
export function timeWaitReuse(atMs: number): Reading<TimeWaitReuse> {
  return value(
    { scope: 'never', afterMs: 0 },
    { how: 'constant', where: 'Windows event 4227 (TIME_WAIT collision)', atMs },
  );
}
