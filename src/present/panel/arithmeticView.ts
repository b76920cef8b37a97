/** The arithmetic: the line with live numbers in it, and the presets beside it. */
import * as l10n from '@vscode/l10n';
import { activeRate } from '../../explain/activeRate';
import { isSameEndpoint } from '../../explain/addresses';
import { arithmeticSentence, type ArithmeticNumber } from '../../explain/arithmetic';
import { elsewhere, elsewhereSentence } from '../../explain/elsewhere';
import { forecastFor } from '../../explain/forecast';
import { phraseOf } from '../../explain/phrase';
import type { Forecast } from '../../explain/verdict';
import type { Measurement, RateEstimate, Reading } from '../../measure/measurement';
import type { ArithmeticView, Chip } from './protocol';
import { destinationInView, forecastInView } from './seeView';
import { provenanceText, rateSource, type PanelFacts, type Wording } from './views';

/** Without a forecast there is no line to read aloud, but the presets still teach. */
export function arithmeticView(facts: PanelFacts, wording: Wording): ArithmeticView {
  const forecast = forecastInView(facts);
  const rate = forecast?.connectionsPerSecond;
  const rows = elsewhere(forecast, rate, wording.words);
  const harmlessHere =
    rate === undefined ? undefined : elsewhereSentence(rows, rate, wording.words);
  return {
    sentence: forecast === undefined ? [] : liveSentence(facts, forecast, wording),
    ...(harmlessHere !== undefined && { elsewhere: harmlessHere }),
    ...clearingPart(facts, wording),
    presets: rows.map(({ id, label, live, text, source }) => ({
      id,
      label,
      live,
      ports: text.ports,
      timeWait: text.timeWait,
      rate: text.rate,
      outcome: text.outcome,
      note: source === '' ? text.note : l10n.t('{0} Source: {1}.', text.note, source),
    })),
  };
}

function liveSentence(
  facts: PanelFacts,
  forecast: Forecast,
  wording: Wording,
): ArithmeticView['sentence'] {
  const measurement = facts.diagnosis?.measurement ?? facts.latest?.measurement;
  const rate = facts.latest?.rates.find((one) =>
    isSameEndpoint(one.destination, forecast.destination),
  );
  return arithmeticSentence(forecast, wording.words).map((part, index): string | Chip =>
    typeof part === 'string'
      ? part
      : {
          id: `arithmetic-${index}`,
          label: labelOf(part.name),
          text: part.text,
          source: sourceOf(part.name, forecast, measurement, rate, wording),
          state: isAssumed(readingOf(part.name, forecast, measurement)) ? 'assumed' : 'measured',
        },
  );
}

/** When the ports of the destination in view are back if the load stops, or since it has stopped. */
function clearingPart(
  facts: PanelFacts,
  wording: Wording,
): { readonly clearing?: ArithmeticView['sentence'] } {
  const { latest, nowMs } = facts;
  const destination = destinationInView(facts);
  const usages = latest?.measurement.destinations;
  if (latest === undefined || usages?.kind !== 'value') return {};
  const usage = usages.value.find(
    (one) => destination && isSameEndpoint(one.destination, destination),
  );
  const { measurement, rates } = latest;
  const rate = usage && activeRate(rates, usage.destination, measurement.atMs);
  const forecast = usage && forecastFor(usage, measurement, rate ?? 0, nowMs, undefined, rates);
  if (forecast === undefined || !(forecast.clearing.allMs > 0)) return {};
  const source = clearingSource(forecast, measurement, wording);
  const chip = (id: string, label: string, ms: number): Chip => ({
    id,
    label,
    text: wording.words.duration(ms),
    source,
    state: forecast.basis === 'row-ages' ? 'measured' : 'assumed',
  });
  const half = chip(
    'clearing-half',
    l10n.t('Until half of the ports are back'),
    forecast.clearing.halfMs,
  );
  const all = chip(
    'clearing-all',
    l10n.t('Until all of the ports are back'),
    forecast.clearing.allMs,
  );
  const numbers = [half, all].map(({ id, text }) => ({ name: id, value: 0, text }));
  const sentence = phraseOf(numbers, ([inMs = '', allInMs = '']) => {
    if (rate !== undefined) {
      return l10n.t(
        'If it stops now, half of its ports are back in {0}, all in {1}.',
        inMs,
        allInMs,
      );
    }
    return forecast.clearing.halfMs > 0
      ? l10n.t(
          'Nothing connects there now: half of its ports are back in {0}, all in {1}.',
          inMs,
          allInMs,
        )
      : l10n.t('Nothing connects there now: the last of its ports is back in {0}.', allInMs);
  });
  return {
    clearing: sentence.map((part) =>
      typeof part === 'string' ? part : part.name === half.id ? half : all,
    ),
  };
}

function clearingSource(forecast: Forecast, measurement: Measurement, { time }: Wording): string {
  const from =
    measurement.destinations.kind === 'value'
      ? provenanceText(measurement.destinations.from, time)
      : '';
  return forecast.basis === 'row-ages'
    ? l10n.t('The time that each row still waits. {0}', from)
    : l10n.t(
        'Waiting ports taken as evenly spread over their time, as this system does not tell their ages. {0}',
        from,
      );
}

function labelOf(name: ArithmeticNumber): string {
  switch (name) {
    case 'capacity':
      return l10n.t('Ports that can serve this destination');
    case 'timeWait':
      return l10n.t('How long a port waits after closing');
    case 'holdTime':
      return l10n.t('How long a connection stays open');
    case 'sustainableRate':
      return l10n.t('Connections a second that can go on for ever');
    case 'rate':
      return l10n.t('New connections a second that your program opens');
    case 'timeToExhaustion':
      return l10n.t('Time until no port is left, from an empty pool');
  }
}

/** The reading behind a number of the line; the others are reckoned from these. */
function readingOf(
  name: ArithmeticNumber,
  forecast: Forecast,
  measurement: Measurement | undefined,
): Reading<unknown> | undefined {
  if (name === 'capacity') return measurement?.ephemeralRange;
  if (name !== 'timeWait') return undefined;
  const length = measurement?.timeWaitLength;
  const isReusedEarly =
    length?.kind === 'value' && forecast.effectiveTimeWaitMs.maxMs < length.value.minMs;
  return isReusedEarly ? measurement?.timeWaitReuse : length;
}

function isAssumed(reading: Reading<unknown> | undefined): boolean {
  return reading?.kind === 'value' && reading.from.how === 'assumed';
}

function sourceOf(
  name: ArithmeticNumber,
  forecast: Forecast,
  measurement: Measurement | undefined,
  rate: RateEstimate | undefined,
  wording: Wording,
): string {
  const { time } = wording;
  const reading = readingOf(name, forecast, measurement);
  if (reading?.kind === 'value') return provenanceText(reading.from, time);
  switch (name) {
    case 'sustainableRate':
      return l10n.t('Ports divided by the time that each is in use (Little’s law).');
    case 'timeToExhaustion':
      return l10n.t('Ports divided by the rate, less what comes free meanwhile.');
    case 'holdTime':
      return l10n.t('Open connections divided by the rate (Little’s law).');
    case 'rate':
    case 'capacity':
    case 'timeWait':
      return rate === undefined ? l10n.t('Read from the socket table.') : rateSource(rate, wording);
  }
}
