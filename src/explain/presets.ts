/**
 * Other machines to lay beside this one: ports, TIME_WAIT length and where the figures come from.
 * Data only; what a rate would do there is reckoned in `elsewhere.ts`.
 */
import * as l10n from '@vscode/l10n';
import type { DurationRange } from '../measure/measurement';
import type { NumberWords } from './format';

/** One machine with its system's defaults. */
export interface Preset {
  readonly id: string;
  readonly label: () => string;
  readonly capacity: number;
  readonly timeWaitMs: DurationRange;
  /** What one should know about the figures, in a sentence. */
  readonly note: (words: NumberWords) => string;
  /** Citation of the figures. */
  readonly source: string;
}

const exactly = (seconds: number): DurationRange => ({
  minMs: seconds * 1_000,
  maxMs: seconds * 1_000,
});

/** The size of Linux' default range 32768–60999 (facts.md A2). */
const linuxPorts = 28_232;
/** The size of 49152–65535, the default of Windows since Vista and of macOS (facts.md A1, A3). */
const ianaPorts = 16_384;

/**
 * The widest range that is advised: above the ports that services usually listen on, as a listener
 * cannot take a port in use (facts.md A2).
 */
export const widestRange = { first: 10_240, last: 65_535 };

export const presets: readonly Preset[] = [
  {
    id: 'article-2005',
    label: () => l10n.t('The article of 2005'),
    capacity: 4_000,
    timeWaitMs: exactly(240),
    // facts.md A1: 1025–5000 is 3,976 ports, TcpTimedWaitDelay 240 s by default on Windows 2000.
    note: (words) =>
      l10n.t(
        'Rounded as the article does; Windows 2000 really had {0} ports, so {1} a second.',
        words.count(3_976),
        words.decimal(3_976 / 240),
      ),
    source: 'blogs.msdn.microsoft.com/dgorti/2005/09/18; technet cc938217; KB 196271',
  },
  {
    id: 'windows',
    label: () => l10n.t('Windows'),
    capacity: ianaPorts,
    timeWaitMs: { minMs: 120_000, maxMs: 240_000 },
    note: () => l10n.t('Microsoft documents both 120 s and 240 s.'),
    source: 'Microsoft: default dynamic port range (KB 929851); TCP/IP port exhaustion; KB 314053',
  },
  {
    id: 'macos',
    label: () => l10n.t('macOS'),
    capacity: ianaPorts,
    timeWaitMs: exactly(30),
    note: () => l10n.t('One pool for all destinations together.'),
    source: 'XNU: IPPORT_HIFIRSTAUTO, TCPTV_MSL (15 s), in_pcbbind',
  },
  {
    id: 'linux-remote',
    label: () => l10n.t('Linux, to a remote host'),
    capacity: linuxPorts,
    timeWaitMs: exactly(60),
    note: () => l10n.t('Each destination has all of these ports to itself.'),
    source: 'Linux: ip_local_port_range 32768–60999; TCP_TIMEWAIT_LEN (60 s), include/net/tcp.h',
  },
  {
    id: 'linux-loopback',
    label: () => l10n.t('Linux, to itself (loopback)'),
    capacity: linuxPorts,
    timeWaitMs: exactly(1),
    // facts.md A2: tcp_tw_reuse 2 (loopback only) by default since 4.19; seen: reused after 1.2 s.
    note: () =>
      l10n.t(
        'Ports still wait {0} s, but are reused after about a second (tcp_tw_reuse = 2).',
        '60',
      ),
    source: 'Linux commit 79e9fed46038 (4.19): tcp_tw_reuse 2 by default; tcp_tw_reuse_delay',
  },
];
