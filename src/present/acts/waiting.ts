/** Waits until nobody listens on a port any more. */
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import type { PortHolder } from '../../measure/measurement';
import { startAgain } from './startAgain';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';

const pollMs = 500;
/** After its holder has ended, a port is free at once; slow readers take a moment to see it. */
const settleMs = 3_000;

/** Waits, cancellably and as long as it takes; then starts what failed. */
export async function waitUntilFree(
  { port, freeInMs = 0 }: Extract<Act, { kind: 'wait-until-free' }>,
  situation: Situation,
  tools: ActTools,
): Promise<ActOutcome> {
  const isFree = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Waiting until port {0} is free', String(port)),
      cancellable: true,
    },
    async (_progress, cancellation) => {
      // What the system itself holds back has no holder that could be seen to go.
      const endMs = performance.now() + freeInMs;
      while (!cancellation.isCancellationRequested) {
        if (performance.now() >= endMs && (await holderOf(port, tools)) === undefined) return true;
        await pause(pollMs);
      }
      return false;
    },
  );
  if (!isFree) return cancelled;
  return (await startAgain(tools.launches, situation.failedLaunchId))
    ? { kind: 'started-again' }
    : done;
}

/** Who still listens on the port a moment after its holder has ended; undefined where nobody does. */
export async function stillHeldBy(port: number, tools: ActTools): Promise<PortHolder | undefined> {
  const endMs = performance.now() + settleMs;
  for (;;) {
    const holder = await holderOf(port, tools);
    if (holder === undefined || performance.now() > endMs) return holder;
    await pause(pollMs);
  }
}

/** Undefined where nobody listens. What cannot be read counts as free: to start is the better test. */
async function holderOf(port: number, { holdersOf }: ActTools): Promise<PortHolder | undefined> {
  const holders = await holdersOf(port);
  return holders.kind === 'value' ? holders.value[0] : undefined;
}
