/** Gathers what the panel shows of this moment; the only step between the case and its picture. */
import * as vscode from 'vscode';
import { realClock } from '../measure/clock';
import { onTheWall } from '../measure/onTheWall';
import type { SystemRemedy } from '../remedy/finding';
import type { Door } from '../watch/listening';
import type { OfferedAct } from './acts/acts';
import type { CallFacts } from './callFacts';
import type { Findings } from './findings';
import type { PanelFacts } from './panel/views';

/** The parts of the house that the panel shows something of. */
export interface PanelSources {
  /** The open case and the latest look, each undefined before there was one. */
  readonly consultation: {
    readonly isMeasuring: boolean;
    readonly current: PanelFacts['diagnosis'] | undefined;
    readonly latest: PanelFacts['latest'] | undefined;
  };
  /** The ids of the destinations whose rows are open in the panel. */
  readonly shownSockets: readonly string[];
  readonly calls: CallFacts | undefined;
  readonly findings: Findings;
  readonly acts: readonly OfferedAct[];
  readonly remedies: readonly SystemRemedy[];
  readonly runs: NonNullable<PanelFacts['runs']>;
  readonly doors: readonly Door[];
  readonly isLive: boolean;
}

export function panelFacts({
  consultation,
  shownSockets,
  calls,
  findings,
  acts,
  remedies,
  runs,
  doors,
  isLive,
}: PanelSources): PanelFacts {
  const { isMeasuring, current, latest } = consultation;
  return {
    locale: vscode.env.language,
    nowMs: latest ? onTheWall(latest.measurement, realClock().steadyMs) : realClock().atMs,
    isMeasuring,
    isLive,
    ...(current && { diagnosis: current }),
    ...(latest && { latest }),
    shownSockets,
    ...(calls && { calls }),
    findings: placedFindings(findings),
    acts: acts.map(({ id, label, detail }) => ({ id, label, detail })),
    remedies,
    runs,
    doors,
  };
}

/** All findings, each with its place in words. */
export function placedFindings(findings: Pick<Findings, 'all'>): PanelFacts['findings'] {
  return findings.all().map(({ id, uri, finding }) => ({
    id,
    place: `${vscode.workspace.asRelativePath(uri)}:${finding.range.start.line + 1}`,
    path: uri.path,
    finding,
  }));
}
