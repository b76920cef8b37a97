/** How a process is called in a sentence. */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../measure/measurement';
import { quoted } from './hostileText';
import { baseName } from './paths';

/** A command line longer than this says less than the bare name. */
const maxShownLength = 60;
/** Folders in it are left out before its length counts. */
const maxReadLength = 600;

/** `node server.js (pid 4242)`: program and arguments without their folders, while they are short. */
export function processLabel(process: ProcessInfo): string {
  const name = quoted(process.name);
  const command = quoted(process.commandLine ?? '', maxReadLength);
  const shown = command.endsWith('…') ? '' : withoutFolders(command, name);
  return l10n.t(
    '{0} (pid {1})',
    shown === '' || shown.length > maxShownLength ? name : shown,
    String(process.processId),
  );
}

/** Blanks separate arguments, and on Windows stand in the program's own path, which may be quoted. */
function withoutFolders(command: string, name: string): string {
  const end = endOfProgram(command, name);
  const program = baseName(command.slice(0, end).replaceAll('"', ''));
  const rest = command
    .slice(end)
    .split(' ')
    .map((each) => (/^"?(?:[a-z]:)?[/\\]/i.test(each) ? baseName(each).replace(/"$/, '') : each));
  return [program, ...rest].join(' ').replace(/\s+/g, ' ').trim();
}

/** Where the program's path ends: after its name, else at the first blank. */
function endOfProgram(command: string, name: string): number {
  const at = name === '' ? -1 : command.toLowerCase().indexOf(name.toLowerCase());
  const after = at + name.length + (command[at + name.length] === '"' ? 1 : 0);
  const isPathBefore = at === 0 || /["/\\]/.test(command[at - 1] ?? '');
  if (at >= 0 && isPathBefore && (after === command.length || command[after] === ' ')) return after;
  const blank = command.indexOf(' ');
  return blank < 0 ? command.length : blank;
}
