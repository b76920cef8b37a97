/** Which processes a program has started, so that they are still known when it has gone. */
import type { Machine } from './machine';
import { PROCESS_LIST_COMMAND, processesFrom } from './darwin/ps';
import { livingFamilyOf } from './linux/descendants';
import { readProcess } from './linux/processes';
import { ProcessTree } from './linux/processTree';
import { childrenIn, familyOf, type ProcessNode } from './processNodes';
import { nodesOf, type ProcessRow } from './processTable';
import { runCommand, type RunCommand } from './runCommand';

/** A process, and the start that tells it from another that is given its id later. */
export interface BornProcess {
  readonly processId: number;
  readonly startedAtMs?: number;
}

/** The process itself and those below it, parents first; empty where none can be read. */
export type FamilyReader = (processId: number) => Promise<readonly BornProcess[]>;

const MAX_FAMILY = 64;

/**
 * The reader for a system. Windows has none: its list of processes costs a second, and there the child
 * keeps the id of its parent even when that has ended.
 */
export function createFamilyReader(
  platform: Machine['platform'],
  run: RunCommand = runCommand,
): FamilyReader {
  switch (platform) {
    case 'linux':
      return (processId) => onLinux(processId);
    case 'darwin':
      return async (processId) => {
        const list = await run(PROCESS_LIST_COMMAND);
        return list.kind === 'value' ? onDarwin(processesFrom(list.value), processId) : [];
      };
    case 'win32':
      return () => Promise.resolve([]);
  }
}

/**
 * Reads all living processes; none where they cannot be read, and on Windows, where a list costs a
 * second.
 */
export function createTreeReader(
  platform: Machine['platform'],
  run: RunCommand = runCommand,
): () => Promise<ReadonlyMap<number, ProcessNode>> {
  switch (platform) {
    case 'linux':
      return () => new ProcessTree().read();
    case 'darwin':
      return async () => {
        const list = await run(PROCESS_LIST_COMMAND);
        return list.kind === 'value' ? nodesOf(processesFrom(list.value)) : new Map();
      };
    case 'win32':
      return () => Promise.resolve(new Map());
  }
}

async function onLinux(processId: number): Promise<readonly BornProcess[]> {
  const ids = livingFamilyOf(processId).slice(0, MAX_FAMILY);
  const read = await Promise.all(ids.map((id) => readProcess(id)));
  return read.flatMap((each) => (each.kind === 'value' ? [born(each.value)] : []));
}

function onDarwin(rows: ReadonlyMap<number, ProcessRow>, root: number): readonly BornProcess[] {
  const family = familyOf(root, childrenIn(nodesOf(rows)), MAX_FAMILY);
  return family.flatMap((processId) => {
    const row = rows.get(processId);
    return row ? [born(row.process)] : [];
  });
}

function born({ processId, startedAtMs }: BornProcess): BornProcess {
  return { processId, ...(startedAtMs !== undefined && { startedAtMs }) };
}
