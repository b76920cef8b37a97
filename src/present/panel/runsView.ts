/** The runs of this workspace's programs, and what has changed from one to another. */
import * as l10n from '@vscode/l10n';
import { quoted } from '../../explain/hostileText';
import {
  compareRuns,
  outcomeOf,
  reuseOf,
  usualComparison,
  type RunRecord,
} from '../../explain/runs';
import type { RunsView, RunView } from './protocol';
import type { PanelFacts, Wording } from './views';

const mostRows = 8;

/** Undefined before a run was seen. */
export function runsView({ runs, locale }: PanelFacts, wording: Wording): RunsView | undefined {
  if (runs === undefined || runs.all.length === 0) return undefined;
  const pair = comparedRuns(runs);
  return {
    runs: runs.all.slice(0, mostRows).map((run) => runView(run, wording)),
    ...(pair && {
      comparison: {
        beforeId: pair.before.id,
        afterId: pair.after.id,
        ...compareRuns(pair.before, pair.after, locale),
      },
    }),
  };
}

/** The two that a person chose; where they are gone, or nobody chose, the usual ones. */
export function comparedRuns({
  all,
  chosen,
}: NonNullable<PanelFacts['runs']>): { before: RunRecord; after: RunRecord } | undefined {
  const byId = (id: string | undefined) => all.find((run) => run.id === id);
  const before = byId(chosen?.beforeId);
  const after = byId(chosen?.afterId);
  return before && after ? { before, after } : usualComparison(all);
}

function runView(run: RunRecord, { words, time }: Wording): RunView {
  const { id, label, startedAtMs, connectionsPerSecond, mostPorts, capacity } = run;
  const reuse = reuseOf(run);
  const unknown = l10n.t('not known');
  return {
    id,
    label: l10n.t('{0}, {1}', quoted(label, 60), time(startedAtMs)),
    connectionsPerSecond: words.rate(connectionsPerSecond),
    reused: reuse === undefined ? unknown : words.percent(reuse),
    ports:
      mostPorts === undefined
        ? unknown
        : capacity === undefined
          ? words.count(mostPorts)
          : l10n.t('{0} of {1}', words.count(mostPorts), words.count(capacity)),
    outcome: outcomeOf(run, words),
  };
}
