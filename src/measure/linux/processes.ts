/** Who a process is, from /proc/<pid> (proc(5)). */
import { readFile, readlink } from 'node:fs/promises';
import type { ParentProcess, ProcessInfo, Reading } from '../measurement';
import { boundedText, unavailable, unavailableFrom, value } from '../reading';
import { containerOf } from './container';

const MAX_PARENTS = 16;
const MAX_COMMAND_LINE = 4096;
const MAX_NAME = 64;
/** Times in /proc/<pid>/stat count in 1/USER_HZ s; USER_HZ is 100 (include/asm-generic/param.h). */
const TICK_MS = 10;
/** `comm` of a Node.js process since v23.7: the main thread's name (nodejs/node#56416, #61307). */
const NODE_MAIN_THREAD = /^(?:node-)?MainThread$/;

/** What /proc/<pid>/stat says of a process. */
export interface ProcessStat {
  /** At most 15 bytes: the kernel cuts it. */
  readonly name: string;
  readonly parentId: number;
  /** The leader of its session (setsid(2)): the shell of a terminal; 0 for kernel threads. */
  readonly sessionId: number;
  /** Since the machine's start. */
  readonly startedAfterBootMs: number;
}

/**
 * The fields of /proc/<pid>/stat that we use, or undefined where it is none. The name stands in
 * parentheses and may hold spaces, newlines and parentheses itself: the last `)` ends it.
 */
export function parseProcessStat(text: string): ProcessStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  // Field 3 is the first after the name; the parent is field 4, the session field 6, the
  // start time field 22.
  const fields = text
    .slice(close + 1)
    .trim()
    .split(/\s+/);
  const parentId = wholeNumber(fields[1]);
  const sessionId = wholeNumber(fields[3]);
  const ticks = wholeNumber(fields[19]);
  if (parentId === undefined || sessionId === undefined || ticks === undefined) return undefined;
  return {
    name: boundedText(text.slice(open + 1, close), MAX_NAME),
    parentId,
    sessionId,
    startedAfterBootMs: ticks * TICK_MS,
  };
}

/** Everything about a process that may be read; parts that may not are absent. */
export async function readProcess(
  processId: number,
  procRoot = '/proc',
): Promise<Reading<ProcessInfo>> {
  const directory = `${procRoot}/${processId}`;
  const stat = await readStat(processId, procRoot);
  if (stat.kind === 'unavailable') return stat;
  const [argumentsText, status, cgroup, workingDirectory, bootedAtMs] = await Promise.all([
    textOf(`${directory}/cmdline`),
    textOf(`${directory}/status`),
    textOf(`${directory}/cgroup`),
    readlink(`${directory}/cwd`).catch(() => undefined),
    readBootTime(procRoot),
  ]);
  const commandLine = commandLineOf(argumentsText ?? '');
  const userId = wholeNumber(/^Uid:\s+(\d+)/m.exec(status ?? '')?.[1]);
  const container = containerOf(cgroup ?? '');
  const info: ProcessInfo = {
    processId,
    name: displayName(stat.value.name, argumentsText ?? ''),
    ...(commandLine === '' ? {} : { commandLine }),
    ...(bootedAtMs === undefined
      ? {}
      : { startedAtMs: bootedAtMs + stat.value.startedAfterBootMs }),
    ...(workingDirectory === undefined
      ? {}
      : { workingDirectory: boundedText(workingDirectory, MAX_COMMAND_LINE) }),
    ...(userId === undefined ? {} : { userId }),
    ...(container && { container }),
    parents: await readParents(stat.value.parentId, procRoot),
  };
  return value(info, stat.from);
}

/** The parent of a process, its parent and so on, nearest first; at most 16. */
async function readParents(parentId: number, procRoot: string): Promise<readonly ParentProcess[]> {
  const parents: ParentProcess[] = [];
  let processId = parentId;
  while (processId > 0 && parents.length < MAX_PARENTS) {
    const stat = await readStat(processId, procRoot);
    if (stat.kind === 'unavailable') break;
    const argumentsText = await textOf(`${procRoot}/${processId}/cmdline`);
    const commandLine = commandLineOf(argumentsText ?? '');
    parents.push({
      processId,
      name: displayName(stat.value.name, argumentsText ?? ''),
      ...(commandLine === '' ? {} : { commandLine }),
    });
    processId = stat.value.parentId;
  }
  return parents;
}

async function readStat(processId: number, procRoot: string): Promise<Reading<ProcessStat>> {
  const where = `${procRoot}/${processId}/stat`;
  try {
    const text = await readFile(where, 'latin1');
    const stat = parseProcessStat(text);
    return stat === undefined
      ? unavailable('malformed', where, text)
      : value(stat, { how: 'file', where, atMs: Date.now() });
  } catch (error) {
    const failure = unavailableFrom(error, where);
    return failure.reason === 'not-found' ? { ...failure, reason: 'process-gone' } : failure;
  }
}

/** The arguments as one line. */
function commandLineOf(argumentsText: string): string {
  return boundedText(argumentsText.replaceAll('\0', ' '), MAX_COMMAND_LINE);
}

/**
 * A name that people know: the kernel's, in full where it was cut at 15 bytes, and the program's
 * where the process carries the name of a thread.
 */
export function displayName(kernelName: string, argumentsText: string): string {
  const program = argumentsText.split('\0', 1)[0] ?? '';
  const base = boundedText(program.slice(program.lastIndexOf('/') + 1), MAX_NAME);
  if (base === '') return kernelName;
  const cut = kernelName.length >= 15 && base.startsWith(kernelName);
  return cut || NODE_MAIN_THREAD.test(kernelName) ? base : kernelName;
}

/**
 * When the machine started: now less /proc/uptime (1/100 s), which field 22 counts from; where that
 * is missing, `btime` of /proc/stat (whole seconds).
 */
async function readBootTime(procRoot: string): Promise<number | undefined> {
  const uptime = /^(\d+\.\d+) /.exec((await textOf(`${procRoot}/uptime`)) ?? '')?.[1];
  if (uptime !== undefined) return Math.round(Date.now() - Number(uptime) * 1000);
  const seconds = wholeNumber(/^btime (\d+)$/m.exec((await textOf(`${procRoot}/stat`)) ?? '')?.[1]);
  return seconds === undefined ? undefined : seconds * 1000;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
