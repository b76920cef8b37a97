/** Which processes descend from what was started in the editor, and which are the editor's own. */
import type { Origin, RootedOrigin } from './clients';
import { parentOf, type ProcessNode } from './processNodes';

interface Member {
  readonly origin: Origin;
  readonly startedAt: number | undefined;
}

/**
 * Fed with each look at the tree. A process whose parent has gone stays in its family as long as it
 * lives: `npm start` may end before the server that it started.
 */
export class Families {
  private members: ReadonlyMap<number, Member> = new Map();

  /** @param origins where one process is the root of several, the first counts */
  update(nodes: ReadonlyMap<number, ProcessNode>, origins: readonly RootedOrigin[]): void {
    const roots = new Map<number, Origin>();
    for (const { processIds, ...origin } of origins) {
      for (const processId of processIds) {
        if (!roots.has(processId)) roots.set(processId, origin);
      }
    }
    const settled = new Map<number, Origin | undefined>();
    const settle = (processId: number): Origin | undefined => {
      if (settled.has(processId)) return settled.get(processId);
      const node = nodes.get(processId);
      if (node === undefined) return undefined;
      settled.set(processId, undefined); // ends a circle, which a table read in pieces may hold
      const origin = roots.get(processId) ?? this.inherited(processId, node, nodes, roots, settle);
      settled.set(processId, origin);
      return origin;
    };
    const members = new Map<number, Member>();
    for (const [processId, { startedAt }] of nodes) {
      const origin = settle(processId);
      if (origin !== undefined) members.set(processId, { origin, startedAt });
    }
    this.members = members;
  }

  /** What a process comes from; undefined for one of nobody's here. */
  originOf(processId: number): Origin | undefined {
    return this.members.get(processId)?.origin;
  }

  /** All members: the programs of the workspace first, the youngest ids first, then the editor's own. */
  all(): readonly number[] {
    const isEditors = (processId: number) => this.originOf(processId)?.kind === 'editor';
    return [...this.members.keys()].sort(
      (a, b) => Number(isEditors(a)) - Number(isEditors(b)) || b - a,
    );
  }

  /** From its parent, from the terminal that it was started in, or from what it was before. */
  private inherited(
    processId: number,
    node: ProcessNode,
    nodes: ReadonlyMap<number, ProcessNode>,
    roots: ReadonlyMap<number, Origin>,
    settle: (processId: number) => Origin | undefined,
  ): Origin | undefined {
    const { startedAt, leaderId } = node;
    const parentId = parentOf(nodes, node);
    const ofParent = parentId === undefined ? undefined : settle(parentId);
    const member = this.members.get(processId);
    const before = member?.startedAt === startedAt ? member?.origin : undefined;
    const ofLeader = leaderId === undefined ? undefined : roots.get(leaderId);
    // An orphan may be adopted by a process of the editor's (PR_SET_CHILD_SUBREAPER, prctl(2)).
    const candidates = [ofParent, ofLeader, before];
    return candidates.find((origin) => origin && origin.kind !== 'editor') ?? ofParent ?? before;
  }
}
