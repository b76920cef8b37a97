/** Gathers what the panel shows of this moment; the only step between the case and its picture. */
import * as vscode from 'vscode';
import type { SystemRemedy } from '../remedy/finding';
import type { Findings } from './findings';
import type { PanelFacts } from './panel/views';

/** @param consultation the open case and the latest look, each undefined before there was one */
export function panelFacts(
  consultation: {
    readonly isMeasuring: boolean;
    readonly current: PanelFacts['diagnosis'] | undefined;
    readonly latest: PanelFacts['latest'] | undefined;
  },
  findings: Findings,
  remedies: readonly SystemRemedy[],
  isLive: boolean,
): PanelFacts {
  const { isMeasuring, current, latest } = consultation;
  return {
    locale: vscode.env.language,
    nowMs: Date.now(),
    isMeasuring,
    isLive,
    ...(current && { diagnosis: current }),
    ...(latest && { latest }),
    findings: findings.all().map(({ id, uri, finding }) => ({
      id,
      place: `${vscode.workspace.asRelativePath(uri)}:${finding.range.start.line + 1}`,
      path: uri.path,
      finding,
    })),
    remedies,
  };
}
