/** A table of every process, as ps and the Windows answers give it, and who one of them is. */
import type { ParentProcess, ProcessInfo } from './measurement';
import { ancestorsOf, type ProcessNode } from './processNodes';

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
  { process }: ProcessRow,
): ProcessInfo['parents'] {
  const nodes = {
    get: (processId: number) => {
      const row = rows.get(processId);
      return row && nodeOf(row);
    },
  };
  return ancestorsOf(nodes, process.processId, MAX_PARENTS).flatMap((parentId): ParentProcess[] => {
    const parent = rows.get(parentId)?.process;
    if (parent === undefined) return [];
    const { processId, name, commandLine } = parent;
    return [{ processId, name, ...(commandLine !== undefined && { commandLine }) }];
  });
}

/** The table as a tree. */
export function nodesOf(rows: ReadonlyMap<number, ProcessRow>): ReadonlyMap<number, ProcessNode> {
  return new Map([...rows].map(([processId, row]) => [processId, nodeOf(row)]));
}

function nodeOf({ parentId, process: { startedAtMs } }: ProcessRow): ProcessNode {
  return { parentId, ...(startedAtMs !== undefined && { startedAt: startedAtMs }) };
}
