/** How an act is called on a button or in a list. Pure. */
import * as l10n from '@vscode/l10n';
import type { Act, ContainerTarget } from '../../explain/act';
import { quoted } from '../../explain/hostileText';

export interface ActWords {
  /** A verb and its object: what a button says. */
  readonly label: string;
  /** What will happen, in one sentence, for who wants to know before. */
  readonly detail: string;
  /** A codicon's name. */
  readonly icon: string;
}

/** `willStartAgain`: whether there is a launch to be started again after the act. */
export function actWords(act: Act, willStartAgain: boolean): ActWords {
  switch (act.kind) {
    case 'stop-holder':
      return {
        label: willStartAgain ? l10n.t('Stop It and Start Again') : l10n.t('Stop It'),
        detail: l10n.t('Asks {0} to end, after you have confirmed it.', quoted(act.target.label)),
        icon: 'debug-stop',
      };
    case 'restart-session':
      return {
        label: l10n.t('Start Again'),
        detail: l10n.t('Starts what failed once more, unchanged.'),
        icon: 'debug-restart',
      };
    case 'wait-until-free':
      return {
        label: willStartAgain
          ? l10n.t('Wait for the Port and Start Again')
          : l10n.t('Wait for the Port'),
        detail: l10n.t('Waits until nobody listens on port {0}.', String(act.port)),
        icon: 'watch',
      };
    case 'go-to-owner':
      return { ...ownerWords(act.launch.kind, quoted(act.launch.label)), icon: 'go-to-file' };
    case 'use-next-free-port':
      return {
        label: l10n.t('Use Another Port'),
        detail: l10n.t(
          'Finds the next port after {0} that is free, and where yours is configured.',
          String(act.port),
        ),
        icon: 'arrow-swap',
      };
    case 'stop-container':
      return {
        label: l10n.t('Stop the Container'),
        detail: l10n.t(
          'Has its runtime stop {0}, after you have confirmed it.',
          containerLabel(act.container),
        ),
        icon: 'vm',
      };
    case 'show-excluded-ranges':
      return {
        label: l10n.t('Show Reserved Ports'),
        detail: l10n.t('Lists the ports that the system has put aside.'),
        icon: 'list-flat',
      };
    case 'open-ports-view':
      return {
        label: l10n.t('Open the Ports View'),
        detail: l10n.t('Shows which ports the editor forwards, and stops forwarding there.'),
        icon: 'plug',
      };
    case 'show-listening-ports':
      return {
        label: l10n.t('Show Listening Ports'),
        detail: l10n.t('Lists who listens on which port.'),
        icon: 'list-tree',
      };
    case 'copy-command':
      return {
        label: l10n.t('Copy a Command'),
        detail: quoted(act.purpose, 300),
        icon: 'copy',
      };
  }
}

function ownerWords(
  kind: 'debug-session' | 'task' | 'terminal',
  name: string,
): { readonly label: string; readonly detail: string } {
  switch (kind) {
    case 'debug-session':
      return {
        label: l10n.t('Go to the Debug Session'),
        detail: l10n.t('Shows the debug session “{0}”, which holds the port.', name),
      };
    case 'task':
      return {
        label: l10n.t('Go to the Task'),
        detail: l10n.t('Shows the terminal of the task “{0}”, which holds the port.', name),
      };
    case 'terminal':
      return {
        label: l10n.t('Go to the Terminal'),
        detail: l10n.t('Shows the terminal “{0}”, whose program holds the port.', name),
      };
  }
}

/** The container's name, else as much of its id as its runtime shows, else the port it serves. */
export function containerLabel({ name, id, publishedPort }: ContainerTarget): string {
  if (name !== undefined && name !== '') return quoted(name);
  if (id !== undefined) return id.slice(0, 12);
  return l10n.t('the container that serves port {0}', String(publishedPort ?? ''));
}
