/**
 * Windows: who it is from PowerShell, whose logon session from tasklist.exe, and taskkill.exe to stop it.
 * Without `/F` taskkill asks the windows of a program to close (WM_CLOSE); a program that has none, as
 * most servers, cannot be asked and taskkill says so. Node's own process.kill would always be forced:
 * Windows has no signals (nodejs.org/api/process.html#signal-events). Never `/T` (its children), never
 * `/IM` (by name).
 */
import type { Reading } from '../measurement';
import { unavailable, value } from '../reading';
import { commandLine, type Command, type RunCommand } from '../runCommand';
import type { Ask } from '../windows/answerSession';
import { holdersFromAnswer } from '../windows/answers';
import { logonSessionFrom, tasklistCommand } from '../windows/tasklist';
import { processInfo } from '../processTable';
import { ancestorsIn } from './darwinLook';
import type { Manner, ProcessLook } from './processLook';
import { exists } from './signal';

export interface WindowsTools {
  readonly run: RunCommand;
  readonly systemDirectory: string;
  /** A PowerShell that answers, see powershellScript.ts. */
  readonly session: { readonly ask: Ask; dispose(): void };
}

export function taskkillCommand(
  systemDirectory: string,
  processId: number,
  manner: Manner,
): Command {
  return {
    file: `${systemDirectory}\\taskkill.exe`,
    args: ['/PID', String(processId), ...(manner === 'forced' ? ['/F'] : [])],
    timeLimitMs: 15_000,
    maxBytes: 64_000,
    encoding: 'latin1',
  };
}

export function createWindowsLook(tools: WindowsTools, ownProcessId = process.pid): ProcessLook {
  const { run, systemDirectory, session } = tools;
  const starts = new Map<number, number | undefined>();

  const logonSession = async (processId: number): Promise<Reading<number>> => {
    const output = await run(tasklistCommand(systemDirectory, processId));
    if (output.kind === 'unavailable') return output;
    const found = logonSessionFrom(output.value, processId);
    return found === undefined
      ? unavailable('process-gone', output.from.where)
      : value(found, output.from);
  };

  return {
    async look(processId, port) {
      const [answer, theirs, own] = await Promise.all([
        session.ask(`holders ${port}`),
        logonSession(processId),
        logonSession(ownProcessId),
      ]);
      const holders = holdersFromAnswer(answer);
      if (holders.kind === 'unavailable') return holders;
      const { processes } = holders.value;
      const seen = processInfo(processes, processId);
      if (seen === undefined) return unavailable('process-gone', holders.from.where);
      starts.set(processId, seen.startedAtMs);
      return value(
        {
          process: { ...seen, ...(theirs.kind === 'value' && { logonSession: theirs.value }) },
          ancestors: ancestorsIn(processes, ownProcessId),
          ...(own.kind === 'value' && { logonSession: own.value }),
        },
        holders.from,
      );
    },
    async tell(processId, manner) {
      const now = holdersFromAnswer(await session.ask('holders 0'));
      if (now.kind === 'unavailable') return { kind: 'failed', detail: now.detail };
      const seen = now.value.processes.get(processId)?.process;
      if (seen === undefined) return { kind: 'gone' };
      const start = starts.get(processId);
      if (start === undefined || seen.startedAtMs !== start) return { kind: 'reused' };
      const command = taskkillCommand(systemDirectory, processId, manner);
      const told = await run(command);
      if (told.kind === 'value') return { kind: 'told' };
      if (!exists(processId)) return { kind: 'gone' };
      // taskkill's words follow the system's language; its refusal to ask is the only one without /F
      // for a process that lives and is ours.
      return manner === 'asked' && told.reason === 'failed'
        ? { kind: 'cannot-be-asked' }
        : { kind: 'failed', detail: told.detail || commandLine(command) };
    },
    isOver: (processId) => !exists(processId),
    dispose: () => {
      session.dispose();
    },
  };
}
