/** The tree of processes: who stands above one, and who below. */

/** One living process in the tree of all. */
export interface ProcessNode {
  readonly parentId: number;
  /** Tells a process from an earlier one that had the same id; any unit, ascending in time. */
  readonly startedAt?: number;
  /** The leader of its session (setsid(2)), where the system tells: the shell of a terminal. */
  readonly leaderId?: number;
}

/** Processes by their ids. */
export type ProcessNodes = Pick<ReadonlyMap<number, ProcessNode>, 'get'>;

/**
 * The parent of a process; undefined where it has gone. One that started after its child is another
 * process that was given the same id.
 */
export function parentOf(
  nodes: ProcessNodes,
  { parentId, startedAt }: ProcessNode,
): number | undefined {
  const parent = nodes.get(parentId);
  if (parent === undefined) return undefined;
  return (parent.startedAt ?? 0) <= (startedAt ?? Infinity) ? parentId : undefined;
}

/** Its parent, then that one's, up to the top; a circle, which a table read in pieces may hold, ends it. */
export function ancestorsOf(
  nodes: ProcessNodes,
  processId: number,
  most: number,
): readonly number[] {
  const line = new Set([processId]);
  for (const each of line) {
    const node = nodes.get(each);
    const parentId = node && parentOf(nodes, node);
    if (parentId !== undefined && line.size <= most) line.add(parentId);
  }
  return [...line].slice(1);
}

/** The process itself and those below it, parents before their children. */
export function familyOf(
  root: number,
  childrenOf: (processId: number) => Iterable<number>,
  most: number,
): readonly number[] {
  const family = new Set([root]);
  for (const each of family) {
    for (const childId of childrenOf(each)) {
      if (family.size < most) family.add(childId);
    }
  }
  return [...family];
}

/** Whose children they are, from a table of all. */
export function childrenIn(
  nodes: ReadonlyMap<number, ProcessNode>,
): (processId: number) => readonly number[] {
  const children = new Map<number, number[]>();
  for (const [processId, node] of nodes) {
    const parentId = parentOf(nodes, node);
    if (parentId !== undefined)
      children.set(parentId, [...(children.get(parentId) ?? []), processId]);
  }
  return (processId) => children.get(processId) ?? [];
}
