/** What processes may come from, put into the scope of each look. */
import type { RootedOrigin } from './clients';
import type { Machine } from './machine';

/** The first process of a system or container: everybody descends from it. */
const INIT = 1;

/**
 * The editor itself: the process that runs extensions, and the one that started it (the main process,
 * or the server of a remote one) with all its children: network service, language servers, terminals'
 * host. What was started through it in sessions and terminals has an origin of its own.
 * @param hostId of the extension host
 * @param parentId of its parent
 */
export function editorOrigin(hostId: number, parentId: number): RootedOrigin {
  const processIds = parentId > INIT ? [parentId, hostId] : [hostId];
  return { id: 'editor', kind: 'editor', label: '', processIds };
}

/** The same machine, whose looks also tell which of these hold sockets; asked anew each time. */
export function withOrigins(machine: Machine, origins: () => readonly RootedOrigin[]): Machine {
  return {
    ...machine,
    measure: (scope, signal) => machine.measure({ origins: origins(), ...scope }, signal),
  };
}
