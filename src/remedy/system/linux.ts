/** Linux: what its network settings can do about exhaustion, and what they cannot. */
import * as l10n from '@vscode/l10n';
import { isLoopback } from '../../explain/addresses';
import { widestRange as widest } from '../../explain/presets';
import { settingIsWrong, sooner, type SystemAdvice, widened } from './situation';

const rangeKey = 'net.ipv4.ip_local_port_range';
const reuseKey = 'net.ipv4.tcp_tw_reuse';

const widenRange: SystemAdvice = (situation) => {
  const { ephemeralRange } = situation.measurement;
  const size = widest.last - widest.first + 1;
  if (ephemeralRange.kind === 'value') {
    const { first, last } = ephemeralRange.value;
    if (last - first + 1 >= size) return undefined;
  }
  return {
    id: 'linux/widen-range',
    ...widened(situation, size),
    command: `sudo sysctl -w ${rangeKey}="${widest.first} ${widest.last}"`,
    ...(ephemeralRange.kind === 'value' && {
      undo: `sudo sysctl -w ${rangeKey}="${ephemeralRange.value.first} ${ephemeralRange.value.last}"`,
    }),
    needsAdministrator: true,
    takesEffect: 'until-boot',
    source: l10n.t(
      'Linux, Documentation/networking/ip-sysctl: {0}, for IPv4 and IPv6. A container has a range of its own: “docker run --sysctl {0}=…”.',
      rangeKey,
    ),
  };
};

const reuseWaitingPorts: SystemAdvice = (situation) => {
  const { timeWaitReuse } = situation.measurement;
  const { forecast } = situation.verdict;
  // Without a value to go back to there is no undo, and without the row's reuse delay no effect.
  if (timeWaitReuse.kind === 'unavailable') return undefined;
  const { scope, afterMs } = timeWaitReuse.value;
  const loopback = forecast !== undefined && isLoopback(forecast.destination.address);
  if (scope === 'always' || (scope === 'loopback' && loopback)) return undefined;
  // 2 is the kernel's own default since 4.19 and all that a loopback destination needs.
  const value = loopback ? 2 : 1;
  return {
    id: 'linux/reuse-waiting-ports',
    title: l10n.t('Let the kernel reuse waiting ports ({0} = {1})', 'tcp_tw_reuse', String(value)),
    ...sooner(situation, afterMs),
    command: `sudo sysctl -w ${reuseKey}=${value}`,
    undo: `sudo sysctl -w ${reuseKey}=${scope === 'never' ? 0 : 2}`,
    needsAdministrator: true,
    takesEffect: 'until-boot',
    source: l10n.t(
      'Linux, tcp_twsk_unique: outgoing connections only, needs TCP timestamps at both ends, not for a client that binds first.',
    ),
  };
};

const shortenTimeWait: SystemAdvice = () => ({
  id: 'linux/shorten-time-wait',
  title: l10n.t('Shorten TIME_WAIT'),
  effect: l10n.t('Not possible on Linux: the 60 s are compiled into the kernel.'),
  verdict: 'impossible',
  source: 'Linux, include/net/tcp.h: TCP_TIMEWAIT_LEN (60*HZ)',
});

const lowerFinTimeout: SystemAdvice = (situation) =>
  settingIsWrong(situation, 'tcp-fin-timeout', {
    id: 'linux/tcp-fin-timeout',
    title: l10n.t('Lower {0}', 'tcp_fin_timeout'),
    verdict: 'no-effect',
  });

const recycle: SystemAdvice = (situation) =>
  settingIsWrong(situation, 'tcp-tw-recycle', {
    id: 'linux/tcp-tw-recycle',
    title: l10n.t('Switch on {0}', 'tcp_tw_recycle'),
    verdict: 'impossible',
  });

export const linuxAdvice: readonly SystemAdvice[] = [
  widenRange,
  reuseWaitingPorts,
  shortenTimeWait,
  lowerFinTimeout,
  recycle,
];
