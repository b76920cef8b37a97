/** The tables of docs/MODEL.md. */
import type { DestinationOutcome, Outcome } from './experiment';
import type { RecorderOutcome } from './recorderRun';

/** Predicted and observed count as agreeing within this. */
export const tolerance = 0.05;

/** One line of the table: a setting with the destination that was predicted worst. */
export interface Comparison {
  readonly outcome: Outcome;
  readonly worst: DestinationOutcome;
  /** (predicted − observed) / observed, both from the moment of the forecast; absent where never. */
  readonly error?: number;
  readonly agrees: boolean;
}

export function compare(outcome: Outcome): Comparison {
  const all = outcome.destinations.map((destination) => compareOne(outcome, destination));
  return all.reduce((worst, each) => (badness(each) > badness(worst) ? each : worst));
}

function compareOne(outcome: Outcome, worst: DestinationOutcome): Comparison {
  const { forecast, refusal } = worst;
  if (forecast === undefined) return { outcome, worst, agrees: false };
  const predictedMs = forecast.timeToExhaustionMs;
  if (refusal === undefined || !Number.isFinite(predictedMs)) {
    return { outcome, worst, agrees: refusal === undefined && !Number.isFinite(predictedMs) };
  }
  const observedMs = refusal.atMs - forecast.atMs;
  const error = (predictedMs - observedMs) / observedMs;
  return { outcome, worst, error, agrees: Math.abs(error) <= tolerance };
}

function badness({ agrees, error }: Comparison): number {
  return agrees ? Math.abs(error ?? 0) : 1 + Math.abs(error ?? 1);
}

export function settingsTable(comparisons: readonly Comparison[]): string {
  return table(
    [
      'Setting',
      'Forecast at',
      'Predicted',
      'Observed',
      'Error',
      'Basis',
      'Later forecasts that agree',
    ],
    comparisons.map(({ outcome, worst: { forecast, refusal, later }, error, agrees }) => [
      `${outcome.setting.name}${outcome.isDisturbed ? ' (load disturbed)' : ''}`,
      forecast
        ? `${seconds(forecast.atMs - outcome.begunMs)}, ${forecast.occupiedPorts} ports`
        : 'no forecast',
      !forecast
        ? ''
        : Number.isFinite(forecast.timeToExhaustionMs)
          ? seconds(forecast.timeToExhaustionMs)
          : 'never',
      refusal
        ? `${forecast ? seconds(refusal.atMs - forecast.atMs) : 'refused'} (${refusal.code})`
        : `none in ${seconds(outcome.watchedMs)}`,
      error === undefined ? (agrees ? '' : '**wrong**') : errorText(error),
      forecast ? basis(forecast) : '',
      `${later.count - later.contrary} of ${later.count}`,
    ]),
  );
}

function errorText(error: number): string {
  const text = percent(error);
  return Math.abs(error) <= tolerance ? text : `**${text}**`;
}

function basis(forecast: NonNullable<DestinationOutcome['forecast']>): string {
  const parts = [forecast.basis === 'row-ages' ? 'row ages' : 'even spread'];
  parts.push(`${forecast.connectionsPerSecond.toFixed(1)}/s`);
  if (forecast.isHoldTimeOpenEnded) parts.push('hold time not known yet');
  else if (forecast.holdTimeMs > 0) parts.push(`open for ${seconds(forecast.holdTimeMs)}`);
  if (forecast.closedHereShare !== undefined) {
    parts.push(`${Math.round(forecast.closedHereShare * 100)} % closed here`);
  }
  return parts.join(', ');
}

export function recorderTable(outcomes: readonly RecorderOutcome[]): string {
  return table(
    ['Rate', 'Made', 'Counted', 'Error', 'One look afterwards, the worst of the last seconds'],
    outcomes.map(({ perSecond, made, counted, afterwards }) => [
      `${perSecond}/s`,
      String(made),
      String(counted),
      percent((counted - made) / made),
      `off by ${afterwards.worstBy} (${percent(afterwards.worstShare)}) of ${afterwards.seconds} seconds`,
    ]),
  );
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
export function fillIn(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the document has no place for ${name}`);
  return `${document.slice(0, from + begin.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** Columns padded to their widest cell, as Prettier wants them. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
