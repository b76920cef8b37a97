/** All living processes and whose children they are; read once for each process. */
import { readdirSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ProcessNode } from '../processNodes';
import { boundedText } from '../reading';
import { displayName, parseProcessStat } from './processes';

const MAX_NAME = 64;
/** Work between two turns of the event loop. */
const SLICE_MS = 4;

/**
 * Keeps what it has read: a second look costs one listing of /proc and a file for each new process.
 * So a parent is the one that a process was first seen with, whoever adopted it since. Ids are given
 * in turn (alloc_pid, kernel/pid.c): one that is there at every look is the same process.
 */
export class ProcessTree {
  private nodes = new Map<number, ProcessNode>();

  constructor(private readonly procRoot = '/proc') {}

  /** The processes of now; none where /proc cannot be listed. */
  async read(): Promise<ReadonlyMap<number, ProcessNode>> {
    const nodes = new Map<number, ProcessNode>();
    let sliceEndsAtMs = performance.now() + SLICE_MS;
    for (const processId of this.living()) {
      const node = this.nodes.get(processId) ?? this.readNode(processId);
      if (node !== undefined) nodes.set(processId, node);
      if (performance.now() > sliceEndsAtMs) {
        await nextTurn();
        sliceEndsAtMs = performance.now() + SLICE_MS;
      }
    }
    this.nodes = nodes;
    return nodes;
  }

  /**
   * The arguments joined by blanks, and the name that people know. Asked anew each time: a shell's
   * child has the shell's name until it runs its program.
   */
  describe(processId: number): { readonly name: string; readonly commandLine: string } {
    const argumentsText = textAt(`${this.procRoot}/${processId}/cmdline`) ?? '';
    const kernelName = (textAt(`${this.procRoot}/${processId}/comm`) ?? '').trimEnd();
    return {
      name: displayName(boundedText(kernelName, MAX_NAME), argumentsText),
      commandLine: argumentsText.replaceAll('\0', ' '),
    };
  }

  private living(): readonly number[] {
    try {
      return readdirSync(this.procRoot)
        .filter((name) => /^\d+$/.test(name))
        .map(Number);
    } catch {
      return [];
    }
  }

  private readNode(processId: number): ProcessNode | undefined {
    const stat = parseProcessStat(textAt(`${this.procRoot}/${processId}/stat`) ?? '');
    return (
      stat && {
        parentId: stat.parentId,
        leaderId: stat.sessionId,
        startedAt: stat.startedAfterBootMs,
      }
    );
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
