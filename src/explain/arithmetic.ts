/** The arithmetic as a line that one can read aloud, with the live numbers in it. */
import * as l10n from '@vscode/l10n';
import { connectionsASecond, portCount } from './amounts';
import { poolModelOf } from './forecast';
import type { NumberWords } from './format';
import { phraseOf, type NamedNumber, type PhraseParts } from './phrase';
import { timeToExhaustionMs } from './timeWaitModel';
import type { Forecast, Pool } from './verdict';

/**
 * Ports, milliseconds or connections per second. `sustainableRate` and `timeWait` carry the safe end
 * of a disputed range; `timeToExhaustion` counts from an empty pool.
 */
export type ArithmeticNumber =
  'capacity' | 'timeWait' | 'holdTime' | 'sustainableRate' | 'rate' | 'timeToExhaustion';

/**
 * `201 ports ÷ 60 s = 3.4 connections a second for ever · yours: 40 · so 201 ÷ 40 = 5 seconds`, or
 * `… · yours: 2 · so they never run out`. Where the
 * other side closes some first, TIME_WAIT counts for the rest only: `25 % of 60 s`. A hold time stands beside the TIME_WAIT length.
 */
export function arithmeticSentence(
  forecast: Pool & Pick<Forecast, 'sustainablePerSecond'>,
  words: NumberWords,
): PhraseParts<ArithmeticNumber> {
  const { capacity: ports, connectionsPerSecond, effectiveTimeWaitMs, holdTimeMs } = forecast;
  const closedHereShare = forecast.closedHereShare ?? 1;
  const { min, max } = forecast.sustainablePerSecond;
  const fromEmptyMs = timeToExhaustionMs(poolModelOf(forecast), connectionsPerSecond, 0);
  const bareCapacity = number('capacity', ports, words.count(ports));
  const capacity = number('capacity', ports, portCount(bareCapacity.text));
  const timeWait = number(
    'timeWait',
    effectiveTimeWaitMs.maxMs * closedHereShare,
    closedHereShare < 1
      ? l10n.t('{0} of {1}', words.percent(closedHereShare), words.seconds(effectiveTimeWaitMs))
      : words.seconds(effectiveTimeWaitMs),
  );
  const holdTime = number('holdTime', holdTimeMs, words.duration(holdTimeMs));
  const limit = number('sustainableRate', min, connectionsASecond(words.limits({ min, max })));
  const rate = number('rate', connectionsPerSecond, words.rate(connectionsPerSecond));
  const end = number(
    'timeToExhaustion',
    fromEmptyMs,
    Number.isFinite(fromEmptyMs) ? words.durationInWords(fromEmptyMs) : l10n.t('never'),
  );

  const limitPart =
    holdTimeMs > 0
      ? phraseOf([capacity, timeWait, holdTime, limit], ([p = '', t = '', h = '', l = '']) =>
          l10n.t('{0} ÷ ({1} + {2} open) = {3} for ever', p, t, h, l),
        )
      : phraseOf([capacity, timeWait, limit], ([p = '', t = '', l = '']) =>
          l10n.t('{0} ÷ {1} = {2} for ever', p, t, l),
        );
  return [...limitPart, ' · ', ...endPart()];

  function endPart(): PhraseParts<ArithmeticNumber> {
    if (!Number.isFinite(fromEmptyMs)) {
      return phraseOf([rate, end], ([r = '', e = '']) =>
        l10n.t('yours: {0} · so they {1} run out', r, e),
      );
    }
    if (connectionsPerSecond <= max) {
      return phraseOf([rate, bareCapacity, rate, end], ([r = '', p = '', again = '', e = '']) =>
        l10n.t('yours: {0} · so {1} ÷ {2} = {3} if it is the longer time', r, p, again, e),
      );
    }
    return phraseOf([rate, bareCapacity, rate, end], ([r = '', p = '', again = '', e = '']) =>
      l10n.t('yours: {0} · so {1} ÷ {2} = {3}', r, p, again, e),
    );
  }
}

function number<Name extends ArithmeticNumber>(
  name: Name,
  value: number,
  text: string,
): NamedNumber<Name> {
  return { name, value, text };
}
