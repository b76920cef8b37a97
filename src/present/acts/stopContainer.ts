/** Has a container's own runtime stop it, after the person has seen which one it is. */
import * as vscode from 'vscode';
import type { ContainerTarget } from '../../explain/act';
import { quoted } from '../../explain/hostileText';
import { whyUnread } from '../../explain/unreadable';
import type { Container } from '../../measure/stop/containers';
import { containerLabel } from './actWords';
import { canStartAgain, startAgain } from './startAgain';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';

export async function stopContainer(
  target: ContainerTarget,
  situation: Situation,
  tools: ActTools,
): Promise<ActOutcome> {
  const found = await tools.containers.find(target);
  if (found.kind === 'unavailable') {
    return tell(
      found.reason === 'not-found'
        ? vscode.l10n.t('Neither Docker nor Podman is installed where it is looked for.')
        : vscode.l10n.t('The container’s runtime does not answer: {0}', whyUnread(found)),
    );
  }
  const container = await chosenOf(found.value, target);
  if (container === undefined) {
    return found.value.length > 0
      ? cancelled
      : tell(vscode.l10n.t('No running container is {0}.', containerLabel(target)));
  }
  const stop = vscode.l10n.t('Stop the Container');
  const mayStartAgain = canStartAgain(tools.launches, situation.failedLaunchId);
  const stopAndStart = vscode.l10n.t('Stop It and Start Again');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Stop the container {0}?', quoted(container.name)),
    {
      modal: true,
      detail: vscode.l10n.t(
        'It runs {0}. {1} asks it to end and waits 10 seconds; then it is ended.',
        quoted(container.image),
        container.tool,
      ),
    },
    ...(mayStartAgain ? [stopAndStart, stop] : [stop]),
  );
  if (chosen === undefined) return cancelled;
  const stopped = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Stopping the container {0}', quoted(container.name)),
    },
    () => tools.containers.stop(container),
  );
  if (stopped.kind === 'unavailable') {
    return tell(vscode.l10n.t('The container was not stopped: {0}', whyUnread(stopped)));
  }
  return chosen === stopAndStart && (await startAgain(tools.launches, situation.failedLaunchId))
    ? { kind: 'started-again' }
    : done;
}

/** Several may serve one port at different addresses; then the person chooses. */
async function chosenOf(
  containers: readonly Container[],
  target: ContainerTarget,
): Promise<Container | undefined> {
  if (containers.length <= 1) return containers[0];
  const picked = await vscode.window.showQuickPick(
    containers.map((container) => ({
      label: quoted(container.name),
      description: quoted(container.image),
      container,
    })),
    { title: vscode.l10n.t('Which container? ({0})', containerLabel(target)) },
  );
  return picked?.container;
}

function tell(reason: string): ActOutcome {
  void vscode.window.showWarningMessage(reason);
  return { kind: 'failed', reason };
}
