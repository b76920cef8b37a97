/** Who listens, as lsof(8) tells: the second choice, since it only knows this user's processes. */
import { portNumber } from '../../recognize/portNumber';
import type { Command } from '../runCommand';

/** A socket and the process that lsof found it in. */
export interface LsofListener {
  readonly processId: number;
  readonly address: string;
}

/** The listeners of one port as fields, one a line (lsof(8), OUTPUT FOR OTHER PROGRAMS). */
export function lsofCommand(port: number): Command {
  return {
    file: '/usr/sbin/lsof',
    args: ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-F', 'pcnTu'],
    timeLimitMs: 10_000,
    maxBytes: 1_000_000,
    // 1 where nothing matches.
    acceptedExitCodes: [1],
  };
}

/**
 * The listeners in lsof's fields: `p` opens a process, `n` names an address of it (`*:8080`,
 * `127.0.0.1:8080`, `[::1]:8080`). Lines that are anything else say nothing about a listener.
 */
export function listenersFrom(output: string, port: number): readonly LsofListener[] {
  const listeners: LsofListener[] = [];
  let processId = 0;
  for (const line of output.split('\n')) {
    const text = line.slice(1);
    if (line.startsWith('p')) processId = /^\d{1,10}$/.test(text) ? Number(text) : 0;
    if (!line.startsWith('n') || processId === 0) continue;
    const colon = text.lastIndexOf(':');
    if (colon < 1 || portNumber(text.slice(colon + 1)) !== port) continue;
    const address = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
    listeners.push({ processId, address });
  }
  return listeners;
}
