/** The arithmetic: the line with live numbers in it, and the presets beside it. */
import * as l10n from '@vscode/l10n';
import { isSameEndpoint } from '../../explain/addresses';
import { arithmeticSentence, type ArithmeticNumber } from '../../explain/arithmetic';
import { elsewhere, elsewhereSentence } from '../../explain/elsewhere';
import type { Forecast } from '../../explain/verdict';
import type { Measurement, RateEstimate, Reading } from '../../measure/measurement';
import type { ArithmeticView, Chip } from './protocol';
import { provenanceText, type PanelFacts, type Wording } from './views';

/** Without a forecast there is no line to read aloud, but the presets still teach. */
export function arithmeticView(facts: PanelFacts, wording: Wording): ArithmeticView {
  const forecast = facts.diagnosis?.verdict.forecast ?? facts.latest?.mostPressing;
  const rate = forecast?.connectionsPerSecond;
  const rows = elsewhere(forecast, rate, wording.words);
  const harmlessHere =
    rate === undefined ? undefined : elsewhereSentence(rows, rate, wording.words);
  return {
    sentence: forecast === undefined ? [] : liveSentence(facts, forecast, wording),
    ...(harmlessHere !== undefined && { elsewhere: harmlessHere }),
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
  const { words, time } = wording;
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
      return rate === undefined
        ? l10n.t('Read from the socket table.')
        : rateSource(rate, words, time);
  }
}

function rateSource(rate: RateEstimate, words: Wording['words'], time: Wording['time']): string {
  const how =
    rate.source === 'time-wait-rows'
      ? l10n.t('read from the remaining time of the rows in TIME_WAIT')
      : l10n.t('counted as new rows of the socket table');
  const count = words.count(rate.connections);
  const [from, to] = [time(rate.fromMs), time(rate.toMs)];
  return rate.connections === 1
    ? l10n.t('1 connection from {0} to {1}, {2}.', from, to, how)
    : l10n.t('{0} connections from {1} to {2}, {3}.', count, from, to, how);
}
