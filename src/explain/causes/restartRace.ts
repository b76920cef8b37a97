/** A restart that came too soon: the new run wanted the port while the old one was still ending. */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../../measure/measurement';
import type { Act } from '../act';
import type { Case, Cause, Opinion } from '../cause';
import { textEvidence } from '../evidence';
import { heldOpinion, heldPort, type HeldPort } from '../heldPort';
import { stopTarget } from '../holderActs';
import { takenPort } from '../listener';
import { processLabel } from '../processLabel';
import { watcherAbove, watcherOf } from '../watchers';
import { launchWords, noEditorContext, type KnownLaunch } from '../whose';

/** A launch that ended this long before the error, or after it, is the one that was in the way. */
const nearMs = 5_000;

export const restartRace: Cause = {
  id: 'restart-race',
  applies: (theCase) => goneMeanwhile(theCase) ?? stillEnding(theCase) ?? justEnded(theCase),
};

/** It held the port when we looked, and a moment later it did not: nothing else is seen to the end. */
function goneMeanwhile(theCase: Case): Opinion | undefined {
  const held = heldPort(theCase);
  const { later, nowMs } = theCase.file;
  if (!held || later?.kind !== 'value' || later.value.length > 0) return undefined;
  const { port, who } = held;
  return {
    ...heldOpinion(held, theCase, {
      headline: l10n.t('The restart came too soon: {0} still held port {1}.', who, String(port)),
      proof: l10n.t(
        'It listened there at the error and has let go within {0}.',
        theCase.words.duration(Math.max(1_000, nowMs - held.from.atMs)),
      ),
      explanation: [raceMeaning(), cure(held.process)],
      evidenceFor: [{ text: freeSentence(port), from: later.from }],
      disproof: [l10n.t('It fails again although nobody listens on port {0}.', String(port))],
      acts: [{ kind: 'restart-session' }, { kind: 'use-next-free-port', port }],
    }),
  };
}

/** A watcher's child from before the change that made the watcher start another one. */
function stillEnding(theCase: Case): Opinion | undefined {
  const held = heldPort(theCase);
  if (!held || !startedBefore(held, theCase)) return undefined;
  const { port, process, whose } = held;
  const watcher = watcherAbove(process);
  if (watcher === undefined || !belongsToFailed(held, watcher.processId)) return undefined;
  return heldOpinion(held, theCase, {
    headline: l10n.t(
      '{0} restarts too soon: port {1} is still held by {2}.',
      watcher.label,
      String(port),
      whose,
    ),
    explanation: [raceMeaning(), cure(process)],
    confidence: 'likely',
    evidenceFor: [
      {
        text: l10n.t('It is a child of {0} (pid {1}).', watcher.label, String(watcher.processId)),
        ...(held.holder.process.kind === 'value' && { from: held.holder.process.from }),
      },
    ],
    disproof: [l10n.t('It still holds the port half a minute later.')],
    acts: raceActs(port, process),
  });
}

/** Nobody listens any more, and a run of ours ended in the very moment. */
function justEnded(theCase: Case): Opinion | undefined {
  const { file, words } = theCase;
  const taken = takenPort(theCase);
  const { error, holders, errorAtMs, editor = noEditorContext } = file;
  if (!taken || !error || errorAtMs === undefined) return undefined;
  if (holders?.kind !== 'value' || holders.value.length > 0) return undefined;
  const ended = lastEnded(editor.launches, errorAtMs, editor.failedLaunchId);
  if (!ended || taken.port === undefined) return undefined;
  const port = String(taken.port);
  const run = launchWords(ended.launch, editor);
  return {
    weight: taken.weight === 'settled' ? 'settled' : 'text-only',
    confidence: 'likely',
    illness: 'address-taken',
    headline: l10n.t('The restart came too soon: {0} still held port {1}.', run, port),
    proof:
      ended.afterMs >= 0
        ? l10n.t('It ended {0} after the error.', words.duration(ended.afterMs))
        : l10n.t('It ended {0} before the error.', words.duration(-ended.afterMs)),
    explanation: raceMeaning(),
    evidenceFor: [
      textEvidence(error, file),
      { text: freeSentence(taken.port), from: holders.from },
    ],
    evidenceAgainst: [],
    disproof: [l10n.t('It fails again although nobody listens on port {0}.', port)],
    acts: [{ kind: 'restart-session' }, { kind: 'use-next-free-port', port: taken.port }],
  };
}

function lastEnded(
  launches: readonly KnownLaunch[],
  errorAtMs: number,
  failedLaunchId: string | undefined,
): { readonly launch: KnownLaunch; readonly afterMs: number } | undefined {
  return launches
    .filter(({ id }) => id !== failedLaunchId)
    .flatMap((launch) =>
      launch.endedAtMs === undefined ? [] : [{ launch, afterMs: launch.endedAtMs - errorAtMs }],
    )
    .filter(({ afterMs }) => Math.abs(afterMs) <= nearMs)
    .sort((a, b) => Math.abs(a.afterMs) - Math.abs(b.afterMs))[0];
}

/** A child that the watcher started after the error has nothing to do with it. */
function startedBefore({ process }: HeldPort, { file }: Case): boolean {
  return (
    process.startedAtMs !== undefined &&
    process.startedAtMs < (file.errorAtMs ?? file.nowMs) - 1_000
  );
}

/** The watcher is the one whose new run failed, as far as is known. */
function belongsToFailed({ relation, context }: HeldPort, watcherId: number): boolean {
  if (relation.kind === 'failed-launch') return true;
  const failed = context.launches.find(({ id }) => id === context.failedLaunchId);
  if (failed === undefined) return true;
  return failed.processId === watcherId || watcherOf(failed.commandLine ?? '') !== undefined;
}

function raceActs(port: number, process: ProcessInfo): readonly Act[] {
  return [
    { kind: 'wait-until-free', port },
    { kind: 'use-next-free-port', port },
    { kind: 'stop-holder', target: stopTarget(process) },
  ];
}

function raceMeaning(): string {
  return l10n.t(
    'The old run was told to stop and had not let go of the port when the new one asked for it. Start it again; nothing needs to be stopped by force.',
  );
}

function cure(process: ProcessInfo): string {
  return l10n.t(
    'To have it last, let {0} close its server as soon as it gets SIGTERM (nodemon sends SIGUSR2), or have the watcher wait.',
    processLabel(process),
  );
}

function freeSentence(port: number): string {
  return l10n.t('Nobody listens on port {0} now.', String(port));
}
