/**
 * Whether a process may be stopped at all. Pure: what is known of the process and of us comes in. The
 * rule is to refuse where anything is unclear; a refusal costs a person one look, a wrong stop costs
 * them their work.
 */
import type { ProcessInfo, Reading } from '../measurement';
import { relayOf, systemProgram, type Relay } from './knownPrograms';

/** The process that a person was shown and asked to have stopped. */
export interface ShownProcess {
  readonly processId: number;
  readonly name?: string;
  /** Without it nobody can tell whether the id has been given to another program since. */
  readonly startedAtMs?: number;
}

/** A process as it is now. */
export interface SeenProcess extends ProcessInfo {
  /** Windows: the logon session; 0 is that of the services. */
  readonly logonSession?: number;
}

/** Who asks, and which processes belong to it. */
export interface Ourselves {
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly processId: number;
  /** Parent, grandparent and so on: the editor, its server, the shell that it was started from. */
  readonly ancestors: ReadonlySet<number>;
  readonly userId?: number;
  readonly containerId?: string;
  readonly logonSession?: number;
  /** Folders that hold the editor's own programs. */
  readonly editorFolders: readonly string[];
  /** Knows an editor's process by its name: another window's, or another edition's. */
  readonly isEditor?: (process: ProcessInfo) => boolean;
}

export type RefusalReason =
  /** Process 0 or 1, or 4 on Windows: the system itself. */
  | 'first-process'
  | 'itself'
  | 'ancestor'
  | 'editor'
  | 'system-program'
  | 'other-user'
  /** It forwards a port of a container, a virtual machine or WSL. */
  | 'relay'
  | 'in-container'
  /** Another program has been given the id since. */
  | 'reused'
  /** It cannot be told who it is. */
  | 'unidentified';

/** Why a process is not stopped. */
export interface Refusal {
  readonly reason: RefusalReason;
  readonly processId: number;
  /** The name of the process, where one is known; hostile text. */
  readonly name?: string;
  /** For what a {@link RefusalReason | relay} forwards. */
  readonly relay?: Relay;
}

/**
 * Two readings of one start time differ by this much at most: Linux counts it from a clock that is set
 * by the network, and ps prints whole seconds.
 */
const sameStartMs = 1_500;

/** Why `shown` may not be stopped, or undefined where it may. */
export function refusalToStop(
  shown: ShownProcess,
  seen: Reading<SeenProcess>,
  ours: Ourselves,
): Refusal | undefined {
  const { processId } = shown;
  const refuse = (reason: RefusalReason, relay?: Relay): Refusal => ({
    reason,
    processId,
    ...(shown.name !== undefined && { name: shown.name }),
    ...(relay && { relay }),
  });
  if (!Number.isSafeInteger(processId) || processId < 0) return refuse('unidentified');
  if (processId <= 1 || (ours.platform === 'win32' && processId === 4)) {
    return refuse('first-process');
  }
  if (processId === ours.processId) return refuse('itself');
  if (ours.ancestors.has(processId)) return refuse('ancestor');
  if (seen.kind === 'unavailable') {
    return refuse(seen.reason === 'process-gone' ? 'reused' : 'unidentified');
  }
  const process = seen.value;
  if (process.startedAtMs === undefined || shown.startedAtMs === undefined) {
    return refuse('unidentified');
  }
  if (!isSame(shown, process)) return refuse('reused');
  if (isOtherUsers(process, ours)) return refuse('other-user');
  const relay = relayOf(process.name, process.commandLine);
  if (relay) return refuse('relay', relay);
  if (process.container && process.container.id !== ours.containerId) return refuse('in-container');
  if (systemProgram(process, ours.platform)) return refuse('system-program');
  return isEditors(process, ours) ? refuse('editor') : undefined;
}

function isSame(shown: ShownProcess, seen: SeenProcess): boolean {
  const apartMs = Math.abs((shown.startedAtMs ?? 0) - (seen.startedAtMs ?? 0));
  const isSameName = shown.name === undefined || shown.name === seen.name;
  return shown.processId === seen.processId && isSameName && apartMs <= sameStartMs;
}

/** Even where we could, as root or administrator: it is not ours to stop. */
function isOtherUsers(process: SeenProcess, ours: Ourselves): boolean {
  if (ours.platform === 'win32') {
    return process.logonSession === undefined || process.logonSession !== ours.logonSession;
  }
  return process.userId === undefined || process.userId !== ours.userId;
}

function isEditors(process: SeenProcess, ours: Ourselves): boolean {
  const { editorFolders, platform, isEditor } = ours;
  return (
    isEditor?.(process) === true ||
    editorFolders.some((folder) => mentions(process.commandLine, folder, platform))
  );
}

function mentions(
  commandLine: string | undefined,
  folder: string,
  platform: Ourselves['platform'],
): boolean {
  if (commandLine === undefined || folder === '') return false;
  // Windows and macOS do not tell upper and lower case apart in paths.
  const plain = (text: string) =>
    platform === 'linux' ? text : text.toLowerCase().replaceAll('/', '\\');
  return plain(commandLine).includes(plain(folder));
}
