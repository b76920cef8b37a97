/** Programs that are known by their name or command line, as data: editors, supervisors. */
import type { ProcessInfo } from '../measure/measurement';
import { baseName } from './paths';

/** Executables of VS Code and what is built from it, without `.exe`, lower case. */
const editors: ReadonlySet<string> = new Set([
  'code',
  'code-insiders',
  'code - insiders',
  'code-oss',
  'code-tunnel',
  'codium',
  'vscodium',
  'code-server',
  'cursor',
  'windsurf',
]);

/** `Code Helper`, `Code Helper (Plugin)`: the children that Electron has on macOS. */
const editorHelper = /^(?:Code(?: - Insiders)?|VSCodium|Cursor|Windsurf) Helper\b/;

/**
 * Node running the editor's own code: the remote server, its extension host and its terminals
 * (seen: `…/out/server-main.js`, `…/out/bootstrap-fork --type=extensionHost`).
 */
const editorServer = /[/\\](?:server-main\.js|bootstrap-fork)(?:\s|$)/;

/** A script among the arguments: an editor's executable may run a program as Node does. */
const script = /\s\S+\.[cm]?[jt]s(?:\s|$)/;

/** Whether a process is the editor's own: its window, its server, its extension host. */
export function isEditorProcess({
  name,
  commandLine = '',
}: Pick<ProcessInfo, 'name' | 'commandLine'>): boolean {
  if (editorServer.test(commandLine)) return true;
  const executable = baseName(name)
    .replace(/\.exe$/i, '')
    .toLowerCase();
  return (editors.has(executable) || editorHelper.test(name)) && !script.test(commandLine);
}

/** What takes over the children of processes that have ended. */
const supervisors: ReadonlySet<string> = new Set([
  'init',
  'systemd',
  'launchd',
  'tini',
  'dumb-init',
  'docker-init',
  'catatonit',
]);

/** Whether a process of this name adopts orphans. */
export function isSupervisor(name: string): boolean {
  return supervisors.has(name);
}
