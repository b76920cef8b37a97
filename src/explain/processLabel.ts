/** How a process is called in a sentence. */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../measure/measurement';
import { quoted } from './hostileText';

/** A command line longer than this says less than the bare name. */
const maxCommandLength = 60;

/** `node server.js (pid 4242)`: the program without its folder, and its arguments while they are short. */
export function processLabel(process: ProcessInfo): string {
  const name = quoted(process.name);
  const command = quoted(process.commandLine ?? '', maxCommandLength + 1);
  const [program = '', ...rest] = command.split(' ');
  const bare = [program.replace(/^.*[/\\](?=.)/, ''), ...rest].join(' ').trim();
  const shown = bare !== '' && !command.endsWith('…') ? bare : name;
  return l10n.t('{0} (pid {1})', shown, String(process.processId));
}
