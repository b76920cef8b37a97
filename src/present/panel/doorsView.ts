/** Where programs are listened to, in the panel's words. */
import * as l10n from '@vscode/l10n';
import { quoted } from '../../explain/hostileText';
import type { Door } from '../../watch/listening';
import type { DoorView } from './protocol';

/** One door as the panel lists it; two terminals may bear the same name, so the place counts. */
export function doorView(door: Door, index: number): DoorView {
  return { id: String(index), label: labelOf(door), state: door.state, text: textOf(door) };
}

function labelOf({ kind, label }: Door): string {
  switch (kind) {
    case 'debug-console':
      return l10n.t('Debug console of “{0}”', quoted(label));
    case 'terminal':
      return l10n.t('Terminal “{0}”', quoted(label));
    case 'task':
      return l10n.t('Task “{0}”', quoted(label));
  }
}

function textOf({ kind, state, reason }: Door): string {
  if (state === 'reading') return l10n.t('Read.');
  if (state === 'silent') {
    return kind === 'debug-console'
      ? l10n.t(
          'The debugger has passed on no output yet. If the program prints, it may print to a terminal, or past the debugger: in launch.json, "outputCapture": "std" (Node) or "redirectOutput": true (Python) brings it here.',
        )
      : l10n.t('Read as soon as a command prints something.');
  }
  switch (reason) {
    case 'switched-off':
      return l10n.t('Not read: the setting socketDoctor.terminals is off.');
    case 'quoting-command':
      return l10n.t('Not read: this command shows what was printed elsewhere.');
    case 'limit-reached':
      return l10n.t('Read no further: this command has printed too much.');
    default:
      return l10n.t(
        'Cannot be read: its shell has no shell integration (the command prompt of Windows, a nested shell, or it is switched off).',
      );
  }
}
