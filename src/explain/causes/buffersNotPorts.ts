/** ENOBUFS (10055) with plenty of free ports: the system lacks something else than ports. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { poolEvidence, poolGaps, textEvidence } from '../evidence';
import { notExhaustedShare } from '../fullness';

export const buffersNotPorts: Cause = {
  id: 'buffers-not-ports',
  applies: ({ file, pool: look, words }) => {
    const { error, measurement } = file;
    if (error?.code !== 'ENOBUFS' || look.kind !== 'examined') return undefined;
    const { pool } = look;
    if (pool.share >= notExhaustedShare) return undefined;
    const isWindows = measurement.platform === 'win32';
    return {
      weight: 'settled',
      confidence: 'likely',
      illness: 'none',
      headline: isWindows
        ? l10n.t('Error 10055, but not for want of ports.')
        : l10n.t('No buffer space, but not for want of ports.'),
      proof: l10n.t(
        '{0} of the ports to {1} are in use: {2} of {3}.',
        words.percent(pool.share),
        pool.label,
        words.count(pool.occupiedInPool),
        words.count(pool.capacity.poolPorts),
      ),
      // peers.md 3, P: trippy #870 (a disabled adapter), nanomsg #1063; libuv #823, #824.
      explanation: l10n.t(
        'The code also stands for a lack of memory for sockets, for a network card that is off, and for a filter driver of a security product or VPN in trouble. Look at the memory of the system and its non-paged pool, and at the adapter that the connection takes.',
      ),
      evidenceFor: [textEvidence(error, file), ...poolEvidence(pool, words)],
      // Bound sockets are ports as well, and no table but that of Windows 10 shows them.
      evidenceAgainst: [
        ...poolGaps(pool),
        {
          text: l10n.t(
            'Sockets that are bound and not connected use ports too, and hardly any list shows them.',
          ),
        },
      ],
      disproof: [
        isWindows
          ? l10n.t('“netstat -anoq” shows thousands of sockets in the state BOUND.')
          : l10n.t(
              'The ports to {0} are nearly all in use at the moment of the error.',
              pool.label,
            ),
      ],
      ...(pool.forecast && { forecast: pool.forecast }),
      acts: isWindows
        ? [
            {
              kind: 'copy-command',
              purpose: l10n.t('List the sockets that are bound and not connected, too.'),
              command: 'netstat -anoq',
            },
          ]
        : [],
    };
  },
};
