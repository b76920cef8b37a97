/**
 * Linux: /proc, and signals. Node reaches no pidfd (pidfd_open(2)), which would name a process once and
 * for all; so the start time, in the kernel's own ticks, is read again in the very turn that sends the
 * signal, with nothing between the two.
 */
import { readFileSync } from 'node:fs';
import { parseProcessStat, readProcess } from '../linux/processes';
import { unavailable, value } from '../reading';
import type { ProcessLook } from './processLook';
import { signal } from './signal';

const remembered = 64;

export function createLinuxLook(ownProcessId = process.pid): ProcessLook {
  /** The start, in ms after the boot, of each process that was looked at. */
  const starts = new Map<number, number>();

  const startOf = (processId: number): number | undefined => {
    try {
      const text = readFileSync(`/proc/${processId}/stat`, 'latin1');
      const stat = parseProcessStat(text);
      return stat === undefined || isZombie(text) ? undefined : stat.startedAfterBootMs;
    } catch {
      return undefined;
    }
  };

  return {
    async look(processId) {
      const start = startOf(processId);
      const [seen, ourselves] = await Promise.all([
        readProcess(processId),
        readProcess(ownProcessId),
      ]);
      if (seen.kind === 'unavailable') return seen;
      const where = seen.from.where;
      // Read before and after the details: they belong to one process.
      if (start === undefined || start !== startOf(processId)) {
        return unavailable('process-gone', where);
      }
      // Without our own ancestors nobody can say that it is none of them.
      if (ourselves.kind === 'unavailable') return ourselves;
      if (starts.size >= remembered) starts.clear();
      starts.set(processId, start);
      const { parents, container } = ourselves.value;
      return value(
        {
          process: seen.value,
          ancestors: new Set(parents.map((parent) => parent.processId)),
          ...(container && { containerId: container.id }),
        },
        seen.from,
      );
    },
    tell(processId, manner) {
      const start = startOf(processId);
      if (start === undefined) return Promise.resolve({ kind: 'gone' });
      if (start !== starts.get(processId)) return Promise.resolve({ kind: 'reused' });
      return Promise.resolve(signal(processId, manner));
    },
    isOver: (processId) => startOf(processId) !== starts.get(processId),
    dispose: () => undefined,
  };
}

/** Ended, and only its parent has not taken notice: it holds no socket any more (proc(5), field 3). */
function isZombie(stat: string): boolean {
  return /^[ZXx]/.test(stat.slice(stat.lastIndexOf(')') + 2));
}
