/** What the panel may show, made of a case file. */
import { diagnose } from '../../../src/explain/diagnose';
import type { CaseFile } from '../../../src/explain/verdict';
import type { RateHistory } from '../../../src/measure/measurement';
import type { PanelFacts } from '../../../src/present/panel/views';
import { lookMs, server } from '../../explain/support/caseFiles';

const history: RateHistory = {
  destination: server,
  startMs: lookMs - 5_000,
  connectionsPerSecond: [38, 40, 41, 40, 40],
  occupiedPorts: [38, 78, 119, 159, 199],
};

export function facts(file: CaseFile, changes: Partial<PanelFacts> = {}): PanelFacts {
  return {
    locale: 'en',
    nowMs: file.nowMs,
    isMeasuring: false,
    isLive: false,
    diagnosis: {
      verdict: diagnose(file),
      measurement: file.measurement,
      ...(file.error && { error: file.error, errorAtMs: lookMs }),
      ...(file.holders && { holders: file.holders }),
    },
    latest: { measurement: file.measurement, rates: file.rates, histories: [history] },
    findings: [],
    acts: [],
    remedies: [],
    doors: [],
    ...changes,
  };
}
