/** The answer to a setting in plain sentences. Pure but for the language. */
import * as l10n from '@vscode/l10n';
import { connectionsASecond, isOne, portCount } from '../../../src/explain/amounts';
import type { NumberWords } from '../../../src/explain/format';
import { meanPortTimeMs } from '../../../src/explain/timeWaitModel';
import type { Answer } from './answer';

/** "Out of ports after 5 seconds" or "Never out of ports". */
export function outcome({ timeToExhaustionMs }: Answer, words: NumberWords): string {
  return Number.isFinite(timeToExhaustionMs)
    ? l10n.t('Out of ports after {0}', words.durationInWords(timeToExhaustionMs))
    : l10n.t('Never out of ports');
}

/** Why, by Little's law: what comes in times how long it stays, beside what there is. */
export function reason(answer: Answer, words: NumberWords): string {
  const { connectionsPerSecond, wantedPorts } = answer;
  const wanted = words.count(wantedPorts);
  const sentence = isOne(wanted)
    ? l10n.t(
        '{0}, each keeping its port for {1}, want 1 port at the same time.',
        connectionsASecond(words.rate(connectionsPerSecond)),
        portTime(answer, words),
      )
    : l10n.t(
        '{0}, each keeping its port for {1}, want {2} ports at the same time.',
        connectionsASecond(words.rate(connectionsPerSecond)),
        portTime(answer, words),
        wanted,
      );
  return `${sentence} ${supply(answer, words)}`;
}

/** In seconds, as TIME_WAIT is always told; what is shorter than one in its own unit. */
function portTime({ model }: Answer, words: NumberWords): string {
  const ms = meanPortTimeMs(model);
  return ms < 1_000 ? words.duration(ms) : words.seconds({ minMs: ms, maxMs: ms });
}

function supply({ model, wantedPorts }: Answer, words: NumberWords): string {
  const ports = words.count(model.capacity);
  if (wantedPorts > model.capacity) {
    return isOne(ports) ? l10n.t('There is only 1.') : l10n.t('There are only {0}.', ports);
  }
  return l10n.t('There are {0}: {1} of them in use.', ports, words.percent(shareInUse()));

  function shareInUse(): number {
    return model.capacity > 0 ? wantedPorts / model.capacity : 0;
  }
}

/** How fast one may go: in calls, where they reuse connections. */
export function speedLimit(answer: Answer, words: NumberWords): string {
  const { setting, sustainablePerSecond, sustainableCallsPerSecond } = answer;
  if (!Number.isFinite(sustainablePerSecond.min)) {
    return l10n.t('There is no limit: a connection that closes gives its port back at once.');
  }
  const limit = connectionsASecond(words.limits(sustainablePerSecond));
  if (!(setting.reuseRatio > 0)) return l10n.t('What can go on for ever: {0}.', limit);
  if (!Number.isFinite(sustainableCallsPerSecond.min)) {
    return l10n.t('What can go on for ever: {0}, and any number of calls over those.', limit);
  }
  return l10n.t(
    'What can go on for ever: {0}, which carry {1} calls a second.',
    limit,
    words.limits(sustainableCallsPerSecond),
  );
}

/** The curve for those who do not see it. */
export function curveSummary(answer: Answer, overMs: number, words: NumberWords): string {
  const ports = portCount(words.count(answer.model.capacity));
  if (Number.isFinite(answer.timeToExhaustionMs)) {
    return l10n.t(
      'From none in use, the line climbs to all {0} within {1}. From there on, connecting fails until one comes free.',
      ports,
      words.duration(answer.timeToExhaustionMs),
    );
  }
  return l10n.t(
    'From none in use, the line climbs to {0} of {1} and stays there: as many come free as are taken. Shown are {2}.',
    words.count(Math.min(answer.wantedPorts, answer.model.capacity)),
    ports,
    words.duration(overMs),
  );
}
