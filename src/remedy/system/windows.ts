/** Windows: what netsh and the registry can do about exhaustion, and what they no longer can. */
import * as l10n from '@vscode/l10n';
import { poolOf, settingIsWrong, shortened, type SystemAdvice, widened } from './situation';

/** netsh takes a start of 1025 or more and an end of 65535 or less (facts.md A1, KB 929851). */
const widest = { first: 10_000, last: 65_535 };
/** The shortest that TcpTimedWaitDelay may be; 30 to 300 (technet cc938217). */
const shortestDelayS = 30;

const parameters = String.raw`HKLM\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters`;
const valueName = 'TcpTimedWaitDelay';

const widenRange: SystemAdvice = (situation) => {
  const { family, range } = poolOf(situation);
  const size = widest.last - widest.first + 1;
  const span = range.kind === 'value' ? range.value : undefined;
  if (span && span.last - span.first + 1 >= size) return undefined;
  return {
    id: 'windows/widen-range',
    ...widened(situation, size),
    command: setRange(family, widest.first, size),
    ...(span && { undo: setRange(family, span.first, span.last - span.first + 1) }),
    needsAdministrator: true,
    takesEffect: 'for-good',
    source: l10n.t('Microsoft, KB 929851. IPv4 and IPv6 have a range each.'),
  };
};

function setRange(family: 'ipv4' | 'ipv6', start: number, count: number): string {
  return `netsh int ${family} set dynamicport tcp start=${start} num=${count}`;
}

const shortenTimeWait: SystemAdvice = (situation) => {
  const length = situation.measurement.timeWaitLength;
  const timeWaitMs = shortestDelayS * 1_000;
  if (length.kind === 'value' && length.value.maxMs <= timeWaitMs) return undefined;
  // A length that is only assumed was not set: going back means to delete the value.
  const wasSet =
    length.kind === 'value' && length.from.how !== 'assumed' && length.from.how !== 'constant'
      ? Math.round(length.value.maxMs / 1_000)
      : undefined;
  return {
    id: 'windows/shorten-time-wait',
    ...shortened(situation, timeWaitMs),
    command: setDelay(shortestDelayS),
    undo: wasSet === undefined ? `reg delete ${parameters} /v ${valueName} /f` : setDelay(wasSet),
    needsAdministrator: true,
    takesEffect: 'after-restart',
    source: l10n.t('Microsoft, KB 314053: 30 to 300 s.'),
  };
};

function setDelay(seconds: number): string {
  return `reg add ${parameters} /v ${valueName} /t REG_DWORD /d ${seconds} /f`;
}

const maxUserPort: SystemAdvice = (situation) =>
  settingIsWrong(situation, 'max-user-port', {
    id: 'windows/max-user-port',
    title: l10n.t('Set {0}', 'MaxUserPort'),
    verdict: 'no-effect',
  });

export const windowsAdvice: readonly SystemAdvice[] = [widenRange, shortenTimeWait, maxUserPort];
