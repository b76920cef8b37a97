/** macOS: what its network settings can do about exhaustion. */
import * as l10n from '@vscode/l10n';
import { shortened, type SystemAdvice, widened } from './situation';

/** Above the ports that services usually listen on. */
const newFirst = 10_240;
/** A third of the default; TIME_WAIT is twice the maximum segment lifetime (XNU, tcp_timer.h). */
const newSegmentLifetimeMs = 5_000;

const firstKey = 'net.inet.ip.portrange.first';
const lifetimeKey = 'net.inet.tcp.msl';

const widenRange: SystemAdvice = (situation) => {
  const { ephemeralRange } = situation.measurement;
  const last = ephemeralRange.kind === 'value' ? ephemeralRange.value.last : 65_535;
  if (ephemeralRange.kind === 'value' && ephemeralRange.value.first <= newFirst) return undefined;
  const size = last - newFirst + 1;
  if (size <= 0) return undefined;
  return {
    id: 'darwin/widen-range',
    ...widened(situation, size),
    command: `sudo sysctl -w ${firstKey}=${newFirst}`,
    ...(ephemeralRange.kind === 'value' && {
      undo: `sudo sysctl -w ${firstKey}=${ephemeralRange.value.first}`,
    }),
    needsAdministrator: true,
    takesEffect: 'until-boot',
    source: 'XNU, in_pcb.c: ipport_firstauto',
  };
};

const shortenTimeWait: SystemAdvice = (situation) => {
  const length = situation.measurement.timeWaitLength;
  const timeWaitMs = newSegmentLifetimeMs * 2;
  if (length.kind === 'value' && length.value.maxMs <= timeWaitMs) return undefined;
  return {
    id: 'darwin/shorten-time-wait',
    ...shortened(situation, timeWaitMs),
    command: `sudo sysctl -w ${lifetimeKey}=${newSegmentLifetimeMs}`,
    ...(length.kind === 'value' && {
      undo: `sudo sysctl -w ${lifetimeKey}=${Math.round(length.value.maxMs / 2)}`,
    }),
    needsAdministrator: true,
    takesEffect: 'until-boot',
    source: l10n.t(
      'XNU, TCPTV_MSL: TIME_WAIT is twice {0}. It keeps late packets of an old connection out of a new one: go back when you are done.',
      lifetimeKey,
    ),
  };
};

export const darwinAdvice: readonly SystemAdvice[] = [widenRange, shortenTimeWait];
