/** Whom a connection belongs to, told from who holds its client's end and who accepted it. */
import type { DestinationClients, FamilyProcess } from './clients';

/** `others`: programs of this machine that were not started in this editor. */
export type Belonging = 'workspace' | 'editor' | 'debugger' | 'others';

/**
 * Whom connections of `holder` to the destination belong to. The debugger's are those
 * - that a part of a debugger makes or accepts (js-debug's watchdog to the program's inspector,
 *   Python's debuggee to debugpy's adapter);
 * - to a port that the program's command line names as its debugger's (`--inspect`, `-agentlib:jdwp`);
 * - that the editor makes to a program which is debugged (its inspector, after an attach).
 * The editor's are its own, and those of others that it accepts (the browser that shows it, a tunnel).
 */
export function belongingOf(
  holder: FamilyProcess | 'others',
  { destination, acceptor }: DestinationClients,
): Belonging {
  const isParts = (holder !== 'others' && holder.debugger.isPart) || acceptor?.debugger.isPart;
  if (isParts === true) return 'debugger';
  if (acceptor?.debugger.ports.includes(destination.port)) return 'debugger';
  if (holder === 'others') return acceptor?.origin.kind === 'editor' ? 'editor' : 'others';
  if (holder.debugger.ports.includes(destination.port)) return 'debugger';
  if (holder.origin.kind !== 'editor') return 'workspace';
  return acceptor?.origin.kind === 'session' ? 'debugger' : 'editor';
}
