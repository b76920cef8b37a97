/** Who a process is, from ps(1). */
import { boundedText } from '../reading';
import type { ProcessRow } from '../processTable';
import type { Command } from '../runCommand';

const MAX_NAME = 64;
const MAX_COMMAND_LINE = 4096;
const MAX_BYTES = 8_000_000;
const TIME_LIMIT_MS = 5_000;
/** Other languages write other months; the C locale's are those below. */
const ENVIRONMENT = { LC_ALL: 'C' };
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Every process with its parent; the name stands last because it may hold blanks. */
export const PROCESS_LIST_COMMAND: Command = {
  file: '/bin/ps',
  args: ['-ax', '-ww', '-o', 'pid=,ppid=,uid=,lstart=,comm='],
  timeLimitMs: TIME_LIMIT_MS,
  maxBytes: MAX_BYTES,
  env: ENVIRONMENT,
};

/** The whole command lines of a few processes; a second call because of the same blanks. */
export function commandLinesCommand(processIds: readonly number[]): Command {
  return {
    file: '/bin/ps',
    args: ['-ww', '-o', 'pid=,command=', '-p', processIds.join(',')],
    timeLimitMs: TIME_LIMIT_MS,
    maxBytes: MAX_BYTES,
    env: ENVIRONMENT,
    // 1 where none of them lives any more.
    acceptedExitCodes: [1],
  };
}

/** pid, ppid, uid, then weekday, month, day, time and year, then the program. */
const PROCESS =
  /^\s*(\d+)\s+(\d+)\s+(-?\d+)\s+\S+\s+(\S+)\s+(\S+)\s+(\d+):(\d+):(\d+)\s+(\d{4})\s+(.*)$/;
const COMMAND_LINE = /^\s*(\d+)\s+(.*)$/;

/** The processes of {@link PROCESS_LIST_COMMAND} by id; lines of another shape are left out. */
export function processesFrom(output: string): ReadonlyMap<number, ProcessRow> {
  const rows = new Map<number, ProcessRow>();
  for (const line of output.split('\n')) {
    const match = PROCESS.exec(line);
    if (match === null) continue;
    const [, processId, parentId, userId, month, day, hours, minutes, seconds, year, path] = match;
    const startedAtMs = localTime([year, month, day, hours, minutes, seconds]);
    rows.set(Number(processId), {
      parentId: Number(parentId),
      process: {
        processId: Number(processId),
        name: programName(path ?? ''),
        userId: Number(userId),
        ...(startedAtMs === undefined ? {} : { startedAtMs }),
      },
    });
  }
  return rows;
}

/** The command lines of {@link commandLinesCommand} by process id. */
export function commandLinesFrom(output: string): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  for (const line of output.split('\n')) {
    const match = COMMAND_LINE.exec(line);
    if (match === null) continue;
    lines.set(Number(match[1]), boundedText(match[2] ?? '', MAX_COMMAND_LINE));
  }
  return lines;
}

/** macOS gives the program's whole path; its last part is the name people know. */
function programName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return boundedText(name === '' ? path : name, MAX_NAME);
}

/** ps prints the start in this machine's time zone. */
function localTime(parts: readonly (string | undefined)[]): number | undefined {
  const [year, monthName, day, hours, minutes, seconds] = parts;
  const month = MONTHS.indexOf(monthName ?? '');
  if (month < 0) return undefined;
  const time = new Date(
    Number(year),
    month,
    Number(day),
    Number(hours),
    Number(minutes),
    Number(seconds),
  ).getTime();
  return Number.isNaN(time) ? undefined : time;
}
