/** macOS: ps(1), asked again right before the signal; it tells the start to the second. */
import {
  commandLinesCommand,
  commandLinesFrom,
  PROCESS_LIST_COMMAND,
  processesFrom,
} from '../darwin/ps';
import { processInfo, type ProcessRow } from '../processTable';
import { unavailable, value } from '../reading';
import type { RunCommand } from '../runCommand';
import type { ProcessLook } from './processLook';
import { exists, signal } from './signal';

export function createDarwinLook(run: RunCommand, ownProcessId = process.pid): ProcessLook {
  const starts = new Map<number, number | undefined>();

  return {
    async look(processId) {
      const [list, lines] = await Promise.all([
        run(PROCESS_LIST_COMMAND),
        run(commandLinesCommand([processId])),
      ]);
      if (list.kind === 'unavailable') return list;
      const rows = processesFrom(list.value);
      const seen = processInfo(rows, processId);
      const { where } = list.from;
      if (seen === undefined) return unavailable('process-gone', where);
      const ourselves = processInfo(rows, ownProcessId);
      if (ourselves === undefined) return unavailable('failed', where, 'we are not in the list');
      const line =
        lines.kind === 'value' ? commandLinesFrom(lines.value).get(processId) : undefined;
      starts.set(processId, seen.startedAtMs);
      return value(
        {
          process: { ...seen, ...(line !== undefined && { commandLine: line }) },
          ancestors: ancestorsIn(rows, ownProcessId),
        },
        list.from,
      );
    },
    async tell(processId, manner) {
      const list = await run(PROCESS_LIST_COMMAND);
      if (list.kind === 'unavailable') return { kind: 'failed', detail: list.detail };
      const seen = processesFrom(list.value).get(processId)?.process;
      if (seen === undefined) return { kind: 'gone' };
      const start = starts.get(processId);
      if (start === undefined || seen.startedAtMs !== start) return { kind: 'reused' };
      return signal(processId, manner);
    },
    isOver: (processId) => !exists(processId),
    dispose: () => undefined,
  };
}

/** The ids of all who stand above a process in the table. */
export function ancestorsIn(
  rows: ReadonlyMap<number, ProcessRow>,
  processId: number,
): ReadonlySet<number> {
  return new Set(processInfo(rows, processId)?.parents.map((parent) => parent.processId));
}
