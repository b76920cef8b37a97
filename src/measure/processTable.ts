/** A table of every process, as ps and the Windows answers give it, and who one of them is. */
import type { ParentProcess, ProcessInfo } from './measurement';

/** One process, and whose child it is. */
export interface ProcessRow {
  readonly parentId: number;
  readonly process: Omit<ProcessInfo, 'parents'>;
}

const MAX_PARENTS = 16;

/** The process with its parents, nearest first; undefined where the table does not hold it. */
export function processInfo(
  rows: ReadonlyMap<number, ProcessRow>,
  processId: number,
): ProcessInfo | undefined {
  const row = rows.get(processId);
  return row === undefined ? undefined : { ...row.process, parents: parentsOf(rows, row) };
}

function parentsOf(
  rows: ReadonlyMap<number, ProcessRow>,
  start: ProcessRow,
): ProcessInfo['parents'] {
  const parents: ParentProcess[] = [];
  const seen = new Set([start.process.processId]);
  let child = start;
  while (parents.length < MAX_PARENTS) {
    const parent = rows.get(child.parentId);
    if (parent === undefined || seen.has(parent.process.processId)) break;
    // A parent that started after its child is another process that was given the same id.
    if ((parent.process.startedAtMs ?? 0) > (child.process.startedAtMs ?? Infinity)) break;
    const { processId, name, commandLine } = parent.process;
    parents.push({ processId, name, ...(commandLine === undefined ? {} : { commandLine }) });
    seen.add(processId);
    child = parent;
  }
  return parents;
}
