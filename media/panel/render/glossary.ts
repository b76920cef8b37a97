/** The words that the panel cannot do without, each explained where it stands. */
import * as l10n from '@vscode/l10n';

export interface Term {
  readonly id: string;
  /** As it is written in sentences; found whatever its case. */
  readonly name: string;
  readonly meaning: string;
}

/** Made on call, because the language is known only after `init`. */
export function terms(): readonly Term[] {
  return [
    {
      id: 'time-wait',
      name: l10n.t('TIME_WAIT'),
      meaning: l10n.t(
        'When a connection closes, the side that closes first keeps its port aside for a while, so that late packets cannot be taken for those of a new connection. Nothing is broken; the port is only resting. The resting time is fixed or configured by the operating system.',
      ),
    },
    {
      id: 'ephemeral-port',
      name: l10n.t('ephemeral port'),
      meaning: l10n.t(
        'Every outgoing connection needs a port on your own machine too. The system lends one from a fixed range and takes it back when the connection is over. When the whole range is lent out, the next connect fails.',
      ),
    },
    {
      id: 'four-tuple',
      name: l10n.t('four-tuple'),
      meaning: l10n.t(
        'A connection is known by four values: local address, local port, remote address, remote port. Towards one server only the local port can differ, so the number of ports limits the number of connections to it.',
      ),
    },
    {
      id: 'keep-alive',
      name: l10n.t('keep-alive'),
      meaning: l10n.t(
        'The connection stays open after a response and carries the next request. A thousand requests then need one port instead of a thousand.',
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
