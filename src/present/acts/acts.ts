/** Does an act: the one door for the notification, the panel, the quick pick and the ports view. */
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import { actWords, type ActWords } from './actWords';
import { goToOwner, handOverCommand, openPortsView, showReservedPorts } from './shows';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';
import { canStartAgain, startAgain } from './startAgain';
import { stopContainer } from './stopContainer';
import { stopHolder } from './stopHolder';
import { useAnotherPort } from './useAnotherPort';
import { waitUntilFree } from './waiting';

/** An act as it is offered: by its id, which is all that leaves the host. */
export interface OfferedAct extends ActWords {
  readonly id: string;
  readonly act: Act;
  readonly situation: Situation;
}

/** What can be done, and for what; see {@link Acts.offer}. */
export interface Offer {
  /** Tells one offer from the next, so that an old button never does what a new one says. */
  readonly key: string;
  readonly acts: readonly Act[];
  readonly situation: Situation;
}

/** Something to look at, which a list of acts may offer too. */
export interface Further {
  readonly label: string;
  readonly run: () => void;
}

/** These start, stop or write something, which Restricted Mode is there to prevent. */
const needsTrust: ReadonlySet<Act['kind']> = new Set([
  'stop-holder',
  'stop-container',
  'restart-session',
  'wait-until-free',
  'use-next-free-port',
]);

export class Acts {
  private isBusy = false;

  constructor(
    private readonly tools: ActTools,
    /** The offer of this moment; undefined where there is no case. */
    private readonly current: () => Offer | undefined,
  ) {}

  /** The acts of the open case, in order; empty where there is none. */
  offered(): readonly OfferedAct[] {
    const offer = this.current();
    return offer ? this.offer(offer) : [];
  }

  /** The acts of an offer with their words; those that cannot be done here are left out. */
  offer({ key, acts, situation }: Offer): readonly OfferedAct[] {
    const willStart = canStartAgain(this.tools.launches, situation.failedLaunchId);
    return acts
      .filter(({ kind }) => kind !== 'restart-session' || willStart)
      .map((act, index) => ({
        id: `${key}/${index}`,
        act,
        situation,
        ...actWords(act, willStart),
      }));
  }

  /** Does the act of this id, if it is still offered. */
  async doById(id: string): Promise<ActOutcome> {
    const found = this.offered().find((each) => each.id === id);
    if (found) return this.do(found.act, found.situation);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('That was about an earlier error; nothing was done.'),
    );
    return { kind: 'failed', reason: 'stale' };
  }

  /** Shows a list of what can be done, and does what is chosen. */
  async choose(
    offered: readonly OfferedAct[],
    title: string,
    further?: Further,
  ): Promise<ActOutcome> {
    const items: (vscode.QuickPickItem & { run: () => ActOutcome | Promise<ActOutcome> })[] =
      offered.map(({ label, detail, icon, act, situation }) => ({
        label: `$(${icon}) ${label}`,
        // Names in it may look like icons.
        detail: detail.replaceAll('$(', '$\u200B('),
        run: () => this.do(act, situation),
      }));
    if (further) {
      items.unshift({
        label: `$(info) ${further.label}`,
        run: () => {
          further.run();
          return done;
        },
      });
    }
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('The safest first'),
    });
    return picked?.run() ?? cancelled;
  }

  /** Does one act; what may ask and change things, one at a time. A failure is told and logged, never thrown. */
  async do(act: Act, situation: Situation): Promise<ActOutcome> {
    if (!vscode.workspace.isTrusted && needsTrust.has(act.kind)) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('In Restricted Mode nothing is stopped, started or changed from here.'),
      );
      return { kind: 'refused', reason: 'restricted-mode' };
    }
    // A wait may take hours, and what only shows something is in nobody's way.
    const takesTurns = needsTrust.has(act.kind) && act.kind !== 'wait-until-free';
    if (takesTurns && this.isBusy) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Answer the question that is open first.'),
      );
      return { kind: 'refused', reason: 'busy' };
    }
    this.isBusy ||= takesTurns;
    try {
      return await this.perform(act, situation);
    } catch (error) {
      this.tools.log.error(`The act ${act.kind} failed.`, String(error));
      void vscode.window.showErrorMessage(
        vscode.l10n.t('That did not work. The log of Socket Doctor says why.'),
      );
      return { kind: 'failed', reason: 'error' };
    } finally {
      if (takesTurns) this.isBusy = false;
    }
  }

  private async perform(act: Act, situation: Situation): Promise<ActOutcome> {
    const { tools } = this;
    switch (act.kind) {
      case 'stop-holder':
        return stopHolder(act.target, situation, tools);
      case 'stop-container':
        return stopContainer(act.container, situation, tools);
      case 'restart-session':
        return (await startAgain(tools.launches, situation.failedLaunchId))
          ? { kind: 'started-again' }
          : { kind: 'failed', reason: 'not started' };
      case 'wait-until-free':
        return waitUntilFree(act, situation, tools);
      case 'use-next-free-port':
        return useAnotherPort(act, situation, tools);
      case 'go-to-owner':
        return goToOwner(act.launch, tools);
      case 'show-excluded-ranges':
        return showReservedPorts(situation);
      case 'open-ports-view':
        return openPortsView();
      case 'show-listening-ports':
        await vscode.commands.executeCommand('socketDoctor.showListeningPorts');
        return done;
      case 'copy-command':
        return handOverCommand(act);
    }
  }
}
