/** The sentences that several causes share: the numbers of a pool, each with where it was read. */
import * as l10n from '@vscode/l10n';
import type { SocketError } from '../recognize/socketError';
import type { Unavailable } from '../measure/measurement';
import { connectionsASecond, isOne } from './amounts';
import type { NumberWords } from './format';
import { quoted } from './hostileText';
import type { PoolExamination } from './poolExamination';
import { whyUnread } from './unreadable';
import type { CaseFile, Evidence } from './verdict';

/** Capacity, occupancy, TIME_WAIT length and rate of a pool, as far as they are known. */
export function poolEvidence(pool: PoolExamination, words: NumberWords): readonly Evidence[] {
  const total = words.count(pool.capacity.poolPorts);
  const used = words.count(pool.occupiedInPool);
  const evidence: Evidence[] = [
    {
      text:
        pool.capacity.sharing === 'per-destination'
          ? isOne(total)
            ? l10n.t('1 local port can serve {0}.', pool.label)
            : l10n.t('{0} local ports can serve {1}.', total, pool.label)
          : isOne(total)
            ? l10n.t('1 local port serves all destinations together.')
            : l10n.t('{0} local ports serve all destinations together.', total),
      from: pool.capacityFrom,
    },
    {
      text: isOne(used)
        ? l10n.t('1 of them is in use: {0}.', useClauses(pool, words))
        : l10n.t('{0} of them are in use: {1}.', used, useClauses(pool, words)),
      from: pool.tableFrom,
    },
  ];
  if (pool.timeWait.kind === 'value') {
    const { isReusedEarly } = pool.timeWait.value;
    const length = words.seconds(pool.timeWait.value);
    evidence.push({
      text: isReusedEarly
        ? l10n.t('A waiting port is reused for the same destination after {0}.', length)
        : l10n.t('A port waits {0} in TIME_WAIT after closing.', length),
      from: pool.timeWait.from,
    });
  }
  if (pool.rate) {
    const { connections, fromMs, toMs, connectionsPerSecond } = pool.rate;
    evidence.push({
      text: l10n.t(
        '{0}: {1} of them within {2}.',
        connectionsASecond(words.rate(connectionsPerSecond)),
        words.count(connections),
        words.duration(toMs - fromMs),
      ),
      from: pool.tableFrom,
    });
  }
  return evidence;
}

/** `198 wait in TIME_WAIT, 3 are open`, with the share of other destinations where they have one. */
export function useClauses(pool: PoolExamination, words: NumberWords): string {
  const { waiting, open } = pool.use;
  const others = pool.capacity.usedByOthers;
  const clauses: string[] = [];
  if (waiting === 1) clauses.push(l10n.t('1 waits in TIME_WAIT'));
  if (waiting > 1) clauses.push(l10n.t('{0} wait in TIME_WAIT', words.count(waiting)));
  if (open === 1) clauses.push(l10n.t('1 is open'));
  if (open > 1) clauses.push(l10n.t('{0} are open', words.count(open)));
  if (others === 1) clauses.push(l10n.t('1 serves another destination'));
  if (others > 1) clauses.push(l10n.t('{0} serve other destinations', words.count(others)));
  return clauses.length > 0 ? clauses.join(', ') : l10n.t('none to this destination');
}

/** `All 201 are in use: …` or `197 of 201 are in use: …`. */
export function occupancySentence(pool: PoolExamination, words: NumberWords): string {
  const { poolPorts } = pool.capacity;
  const uses = useClauses(pool, words);
  const total = words.count(poolPorts);
  const used = words.count(pool.occupiedInPool);
  if (pool.occupiedInPool >= poolPorts) {
    return isOne(total)
      ? l10n.t('The only one is in use: {0}.', uses)
      : l10n.t('All {0} are in use: {1}.', total, uses);
  }
  return isOne(used)
    ? l10n.t('1 of {0} is in use: {1}.', total, uses)
    : l10n.t('{0} of {1} are in use: {2}.', used, total, uses);
}

/** `Your program opened 40 connections a second; this machine keeps up with 3.4.`, if it is known. */
export function rateSentence(pool: PoolExamination, words: NumberWords): string | undefined {
  if (!pool.forecast) return undefined;
  const { connectionsPerSecond, sustainablePerSecond } = pool.forecast;
  return l10n.t(
    'Your program opened {0}; this machine keeps up with {1}.',
    connectionsASecond(words.rate(connectionsPerSecond)),
    words.limits(sustainablePerSecond),
  );
}

/** What could not be read about the pool and makes a verdict less sure. */
export function poolGaps(pool: PoolExamination): readonly Evidence[] {
  const unread = [
    ...pool.capacity.notSubtracted,
    ...(pool.timeWait.kind === 'unavailable' ? [pool.timeWait] : []),
  ];
  return [
    ...unread.map(unreadEvidence),
    ...(pool.match === 'busiest'
      ? [{ text: l10n.t('No destination was named: {0} uses the most ports.', pool.label) }]
      : []),
    ...(pool.match === 'by-port'
      ? [
          {
            text: l10n.t(
              'Matched by port number only: the error does not give the address that was tried.',
            ),
          },
        ]
      : []),
  ];
}

/** "Not readable: /proc/net/tcp: no right to read it." */
export function unreadEvidence(unavailable: Unavailable): Evidence {
  return { text: l10n.t('Not readable: {0}.', whyUnread(unavailable)) };
}

/** What the program printed, and how often. */
export function textEvidence(error: SocketError, file: CaseFile): Evidence {
  const line = quoted(error.line, 200);
  const count = file.errorCount ?? 1;
  return {
    text:
      count > 1
        ? l10n.t('The program printed, {0} times: “{1}”', String(count), line)
        : l10n.t('The program printed: “{0}”', line),
  };
}
