/** Why a process was not stopped, as a sentence that says what to do instead. Pure. */
import * as l10n from '@vscode/l10n';
import { quoted } from '../../explain/hostileText';
import type { Refusal } from '../../measure/stop/refusal';

export function refusalWords({ reason, name, processId, relay }: Refusal): string {
  const who =
    name === undefined
      ? l10n.t('process {0}', String(processId))
      : l10n.t('{0} (pid {1})', quoted(name), String(processId));
  switch (reason) {
    case 'first-process':
      return l10n.t('Not stopped: {0} is the system itself.', who);
    case 'itself':
      return l10n.t(
        'Not stopped: {0} runs the extensions of this window. “Developer: Restart Extension Host” starts it anew.',
        who,
      );
    case 'ancestor':
      return l10n.t('Not stopped: this editor runs below {0} and would end with it.', who);
    case 'editor':
      return l10n.t(
        'Not stopped: {0} belongs to the editor. A forwarded port is given back in the Ports view.',
        who,
      );
    case 'system-program':
      return l10n.t(
        'Not stopped: {0} belongs to the system, which would miss it or start it again. Switch off its service, or use another port.',
        who,
      );
    case 'other-user':
      return l10n.t(
        'Not stopped: {0} belongs to another user. Ask them, or use another port.',
        who,
      );
    case 'relay':
      return relay === 'wsl'
        ? l10n.t(
            'Not stopped: {0} only passes the port on to WSL. Stop the program there that listens.',
            who,
          )
        : l10n.t(
            'Not stopped: {0} only passes the port on to a container. Stop the container instead.',
            who,
          );
    case 'in-container':
      return l10n.t('Not stopped: {0} runs in a container. Stop the container instead.', who);
    case 'reused':
      return l10n.t(
        'Not stopped: {0} has ended, or its number belongs to another program by now.',
        who,
      );
    case 'unidentified':
      return l10n.t('Not stopped: it cannot be told for certain what {0} is.', who);
  }
}
