/** One complete picture for the panel, from what is known at this moment. Pure. */
import * as l10n from '@vscode/l10n';
import { numberWords } from '../../explain/format';
import type { Platform } from '../../recognize/socketError';
import type { SystemRemedy, TakesEffect } from '../../remedy/finding';
import { arithmeticView } from './arithmeticView';
import { callsViews } from './callsView';
import { destinationViews } from './destinationsView';
import { doorView } from './doorsView';
import { findingViews } from './findingsView';
import { numberChips, unreadableList, workspaceChips } from './numbersView';
import { poolView } from './poolView';
import type { RemedyView, Snapshot } from './protocol';
import { runsView } from './runsView';
import { socketsViews } from './socketsView';
import { chartView, destinationInView, forecastInView, portMapView } from './seeView';
import { verdictView } from './verdictView';
import { clockTime, type PanelFacts, type Wording } from './views';

/**
 * The snapshot with this sequence number.
 * A listen that failed has no TIME_WAIT story: all that tells it is left out.
 */
export function buildSnapshot(facts: PanelFacts, seq: number): Snapshot {
  const wording: Wording = { words: numberWords(facts.locale), time: clockTime(facts.locale) };
  const { diagnosis, latest } = facts;
  const measurement = latest?.measurement ?? diagnosis?.measurement;
  const isAboutListening =
    diagnosis?.error !== undefined &&
    ['address-taken', 'port-forbidden', 'address-not-local'].includes(diagnosis.verdict.illness);
  const destination = destinationInView(facts);
  const chart =
    isAboutListening || destination === undefined
      ? undefined
      : chartView(facts, destination, wording);
  const portMap =
    isAboutListening || measurement === undefined
      ? undefined
      : portMapView(measurement, destination, wording);
  const runs = runsView(facts, wording);
  const pool = isAboutListening ? undefined : poolView(forecastInView(facts), facts.calls);
  return {
    type: 'snapshot',
    seq,
    phase: phaseOf(facts),
    machine: measurement === undefined ? '' : platformName(measurement.platform),
    live: facts.isLive,
    ...(measurement && { measuredAt: wording.time(measurement.atMs) }),
    ...(diagnosis && { verdict: verdictView(diagnosis, wording) }),
    numbers:
      measurement === undefined || isAboutListening
        ? []
        : [...workspaceChips(latest, wording), ...numberChips(measurement, wording)],
    ...(measurement && !isAboutListening && { arithmetic: arithmeticView(facts, wording) }),
    ...(pool && { pool }),
    ...(chart && { chart }),
    ...(portMap && { portMap }),
    calls: isAboutListening ? [] : callsViews(facts, wording),
    destinations: isAboutListening ? [] : destinationViews(facts, wording),
    sockets: isAboutListening ? [] : socketsViews(facts, wording),
    findings: isAboutListening ? [] : findingViews(facts.findings, diagnosis?.error, latest?.rates),
    acts: facts.acts,
    remedies: facts.remedies.map(remedyView),
    ...(runs && { runs }),
    doors: facts.doors.map(doorView),
    unreadable: measurement === undefined ? [] : unreadableList(measurement, diagnosis?.holders),
  };
}

function phaseOf({ diagnosis, latest, isMeasuring }: PanelFacts): Snapshot['phase'] {
  if (diagnosis !== undefined) return 'ready';
  if (isMeasuring) return 'measuring';
  return latest === undefined ? 'empty' : 'ready';
}

function platformName(platform: Platform): string {
  switch (platform) {
    case 'linux':
      return 'Linux';
    case 'darwin':
      return 'macOS';
    case 'win32':
      return 'Windows';
  }
}

function remedyView(remedy: SystemRemedy): RemedyView {
  const { id, title, effect, command, undo, source, needsAdministrator, takesEffect } = remedy;
  return {
    id,
    title,
    effect: [
      effect,
      ...(takesEffect ? [takesEffectText(takesEffect)] : []),
      ...(needsAdministrator === true ? [l10n.t('Needs an administrator’s rights.')] : []),
    ].join(' '),
    badge: remedy.verdict,
    ...(command !== undefined && { command }),
    ...(undo !== undefined && { undo }),
    source,
  };
}

function takesEffectText(takesEffect: TakesEffect): string {
  switch (takesEffect) {
    case 'until-boot':
      return l10n.t('Takes effect at once, until the next boot.');
    case 'for-good':
      return l10n.t('Takes effect at once, and stays.');
    case 'after-restart':
      return l10n.t('Takes effect after a restart of the machine, and stays.');
  }
}
