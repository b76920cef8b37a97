/**
 * Stops the program that holds a port: says who it is and asks first, lets it end by itself, asks once
 * more before it is forced, and then starts what had failed.
 */
import * as vscode from 'vscode';
import type { StopTarget as ActTarget } from '../../explain/act';
import { quoted } from '../../explain/hostileText';
import { processLabel } from '../../explain/processLabel';
import type { Manner } from '../../measure/stop/processLook';
import type { Refusal } from '../../measure/stop/refusal';
import type { StopOutcome, StopTarget } from '../../measure/stop/stopper';
import { refusalWords } from './refusalWords';
import { canStartAgain, startAgain } from './startAgain';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';
import { stillHeldBy } from './waiting';

export async function stopHolder(
  act: ActTarget,
  situation: Situation,
  tools: ActTools,
): Promise<ActOutcome> {
  const target = targetOf(act, situation);
  if (target === undefined) return { kind: 'failed', reason: 'no port' };
  const refusal = await tools.stopper.check(target);
  if (refusal) return refused(refusal, tools);

  const mayStartAgain = canStartAgain(tools.launches, situation.failedLaunchId);
  const answer = await askToStop(act, situation, mayStartAgain);
  if (answer === undefined) return cancelled;

  let outcome = await stopNow(target, 'asked', act, tools);
  if (outcome.kind === 'still-running' || outcome.kind === 'cannot-be-asked') {
    if (!(await askToForce(act, outcome))) return cancelled;
    outcome = await stopNow(target, 'forced', act, tools);
  }
  tools.log.info(`Stopping process ${act.processId} on port ${target.port}: ${outcome.kind}.`);
  switch (outcome.kind) {
    case 'refused':
      return refused(outcome.refusal, tools);
    case 'failed':
    case 'still-running':
    case 'cannot-be-asked':
      return failed(act, outcome);
    case 'stopped':
    case 'not-holding':
      break;
  }
  const successor = await stillHeldBy(target.port, tools);
  if (successor) {
    tellSuccessor(target.port, successor);
    return { kind: 'failed', reason: 'held again' };
  }
  if (answer === 'stop-and-start' && (await startAgain(tools.launches, situation.failedLaunchId))) {
    return { kind: 'started-again' };
  }
  void vscode.window.setStatusBarMessage(
    vscode.l10n.t('Port {0} is free.', String(target.port)),
    5_000,
  );
  return done;
}

/** The process with the name under which it was shown, where it is still the one on the screen. */
function targetOf(act: ActTarget, { port, holder }: Situation): StopTarget | undefined {
  const known = holder?.process.kind === 'value' ? holder.process.value : undefined;
  const wanted = port ?? holder?.local.port;
  if (wanted === undefined) return undefined;
  const { processId, startedAtMs } = act;
  return {
    port: wanted,
    process: {
      processId,
      ...(known?.processId === processId && { name: known.name }),
      ...(startedAtMs !== undefined && { startedAtMs }),
    },
  };
}

async function askToStop(
  { label, caution }: ActTarget,
  { whose, port }: Situation,
  mayStartAgain: boolean,
): Promise<'stop' | 'stop-and-start' | undefined> {
  const stop = vscode.l10n.t('Stop It');
  const stopAndStart = vscode.l10n.t('Stop It and Start Again');
  const detail = [
    whose,
    caution,
    vscode.l10n.t('It is asked to end and may tidy up. No other program is touched.'),
  ].filter((each) => each !== undefined);
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Stop {0}, which holds port {1}?', quoted(label), String(port ?? '')),
    { modal: true, detail: detail.join('\n\n') },
    ...(mayStartAgain ? [stopAndStart, stop] : [stop]),
  );
  if (chosen === stop) return 'stop';
  return chosen === stopAndStart ? 'stop-and-start' : undefined;
}

async function askToForce({ label }: ActTarget, { kind }: StopOutcome): Promise<boolean> {
  const force = vscode.l10n.t('Force It to End');
  const chosen = await vscode.window.showWarningMessage(
    kind === 'cannot-be-asked'
      ? vscode.l10n.t('{0} cannot be asked to end. Force it?', quoted(label))
      : vscode.l10n.t('{0} was asked to end and still runs. Force it?', quoted(label)),
    {
      modal: true,
      detail: vscode.l10n.t('It ends at once and saves nothing. No other program is touched.'),
    },
    force,
  );
  return chosen === force;
}

function stopNow(
  target: StopTarget,
  manner: Manner,
  { label }: ActTarget,
  { stopper }: ActTools,
): Promise<StopOutcome> {
  return Promise.resolve(
    vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Waiting for {0} to end', quoted(label)),
      },
      () => stopper.stop(target, manner),
    ),
  );
}

function refused(refusal: Refusal, { log }: ActTools): ActOutcome {
  const words = refusalWords(refusal);
  log.info(`Refused (${refusal.reason}): ${words}`);
  void vscode.window.showWarningMessage(words);
  return { kind: 'refused', reason: refusal.reason };
}

function failed({ label }: ActTarget, outcome: StopOutcome): ActOutcome {
  const detail = outcome.kind === 'failed' ? quoted(outcome.detail, 200) : '';
  void vscode.window.showErrorMessage(
    detail === ''
      ? vscode.l10n.t('{0} could not be stopped.', quoted(label))
      : vscode.l10n.t('{0} could not be stopped: {1}', quoted(label), detail),
  );
  return { kind: 'failed', reason: outcome.kind };
}

/** A watcher, a supervisor or a service manager has started it anew: that is what must be stopped. */
function tellSuccessor(port: number, { process }: NonNullable<Situation['holder']>): void {
  const [parent] = process.kind === 'value' ? process.value.parents : [];
  const who = process.kind === 'value' ? processLabel(process.value) : '';
  void vscode.window.showWarningMessage(
    parent
      ? vscode.l10n.t(
          'Port {0} is held again, by {1}. {2} (pid {3}) started it: stop that one first.',
          String(port),
          who,
          quoted(parent.name),
          String(parent.processId),
        )
      : vscode.l10n.t('Port {0} is still held: another program listens on it too.', String(port)),
  );
}
