/** SIGTERM and SIGKILL to one process (kill(2)); never to a group, which a number below 1 would be. */
import type { Manner, Told } from './processLook';

/** Sends a signal; process.kill in earnest, and never in a test of what must not be sent. */
export type Kill = (processId: number, signal: 'SIGTERM' | 'SIGKILL') => unknown;

const killInEarnest: Kill = (processId, name) => process.kill(processId, name);

export function signal(processId: number, manner: Manner, kill: Kill = killInEarnest): Told {
  if (!Number.isSafeInteger(processId) || processId <= 1) {
    return { kind: 'failed', detail: `process ${processId}` };
  }
  try {
    kill(processId, manner === 'asked' ? 'SIGTERM' : 'SIGKILL');
    return { kind: 'told' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'ESRCH'
      ? { kind: 'gone' }
      : { kind: 'failed', detail: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether there is such a process; one that we may not signal is one (kill(2), signal 0). */
export function exists(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
