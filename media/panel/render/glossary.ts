/** The words that the panel cannot do without, each explained where it stands. */
import * as l10n from '@vscode/l10n';

export interface Term {
  readonly id: string;
  /** As it is written in sentences; found whatever its case. */
  readonly name: string;
  readonly meaning: string;
  /** Whether the arithmetic cannot be understood without it. */
  readonly isBasic?: true;
}

/** Made on call, because the language is known only after `init`. */
export function terms(): readonly Term[] {
  return [
    {
      id: 'time-wait',
      isBasic: true,
      name: l10n.t('TIME_WAIT'),
      meaning: l10n.t(
        'When a connection closes, the side that closes first keeps its port aside for a while, so that late packets cannot be taken for those of a new connection. Nothing is broken; the port is only resting. The resting time is fixed or configured by the operating system.',
      ),
    },
    {
      id: 'ephemeral-port',
      isBasic: true,
      name: l10n.t('ephemeral port'),
      meaning: l10n.t(
        'Every outgoing connection needs a port on your own machine too. The system lends one from a fixed range and takes it back when the connection is over. When the whole range is lent out, the next connect fails.',
      ),
    },
    {
      id: 'four-tuple',
      isBasic: true,
      name: l10n.t('four-tuple'),
      meaning: l10n.t(
        'A connection is known by four values: local address, local port, remote address, remote port. Towards one server only the local port can differ, so the number of ports limits the number of connections to it.',
      ),
    },
    {
      id: 'keep-alive',
      isBasic: true,
      name: l10n.t('keep-alive'),
      meaning: l10n.t(
        'The connection stays open after a response and carries the next request. A thousand requests then need one port instead of a thousand.',
      ),
    },
    {
      id: 'ephemeral-range',
      name: l10n.t('ephemeral range'),
      meaning: l10n.t(
        'The ports that the system lends to outgoing connections, from the first to the last. How many there are is how many connections one place can have at the same time.',
      ),
    },
    {
      id: 'reserved-ports',
      name: l10n.t('reserved ports'),
      meaning: l10n.t(
        'Ports inside the range that were set aside for a service: the system never lends them by itself.',
      ),
    },
    {
      id: 'waiting-ports',
      name: l10n.t('waiting ports'),
      meaning: l10n.t(
        'Ports in TIME_WAIT. A system may lend one again before its time is up, where no late packet can be mistaken: Linux does so on loopback, after about a second.',
      ),
    },
    {
      id: 'auto-reuse',
      name: l10n.t('auto-reuse port range'),
      meaning: l10n.t(
        'A second range of Windows: one of its ports can serve several connections at the same time, as long as they go to different places.',
      ),
    },
    {
      id: 'loopback',
      name: l10n.t('loopback'),
      meaning: l10n.t(
        'Connections from this machine to itself, as to 127.0.0.1 or localhost. They never leave it, so it can be more generous with ports.',
      ),
    },
    {
      id: 'socket-table',
      name: l10n.t('socket table'),
      meaning: l10n.t(
        'The system’s own list of all connections and of who listens where. Anyone may read it; it costs the programs nothing.',
      ),
    },
  ];
}

/** A sentence cut at the first occurrence of each term. */
export interface Segment {
  readonly text: string;
  readonly term?: Term;
}

/** Cuts `sentence` so that each known term can be asked for its meaning once. */
export function segments(sentence: string, known: readonly Term[]): readonly Segment[] {
  const found = known
    .map((term) => ({ term, start: sentence.toLowerCase().indexOf(term.name.toLowerCase()) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start);
  const cut: Segment[] = [];
  let end = 0;
  for (const { term, start } of found) {
    if (start < end) {
      continue;
    }
    if (start > end) {
      cut.push({ text: sentence.slice(end, start) });
    }
    end = start + term.name.length;
    cut.push({ text: sentence.slice(start, end), term });
  }
  if (end < sentence.length) {
    cut.push({ text: sentence.slice(end) });
  }
  return cut;
}
