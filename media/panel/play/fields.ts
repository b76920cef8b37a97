/** The sliders: what each of them is called, how far it goes, and what it changes. */
import * as l10n from '@vscode/l10n';
import type { NumberWords } from '../../../src/explain/format';
import type { Scale } from './scales';
import type { Setting } from './setting';

export interface Field {
  readonly id: string;
  readonly label: string;
  /** What it means, for somebody who never heard of it. */
  readonly note: string;
  /** Stands behind the number. */
  readonly unit: string;
  readonly scale: Scale;
  readonly read: (setting: Setting) => number;
  readonly write: (setting: Setting, value: number) => Setting;
  /** The value with its unit, for those who listen. */
  readonly spoken: (value: number, words: NumberWords) => string;
}

/** Made on call, because the language is known only after `init`. Lengths are in seconds here. */
export function fields(): readonly Field[] {
  return [
    {
      id: 'calls',
      label: l10n.t('Calls a second'),
      note: l10n.t('How often your program asks the other side for something.'),
      unit: l10n.t('a second'),
      scale: { kind: 'log', min: 0.1, max: 20_000 },
      read: ({ callsPerSecond }) => callsPerSecond,
      write: (setting, value) => ({ ...setting, callsPerSecond: value }),
      spoken: (value, words) => l10n.t('{0} a second', words.rate(value)),
    },
    {
      id: 'reuse',
      label: l10n.t('Calls that reuse a connection'),
      note: l10n.t('With keep-alive a call takes a connection that is open already, and no port.'),
      unit: l10n.t('%'),
      scale: { kind: 'linear', step: 0.5, min: 0, max: 100 },
      read: ({ reuseRatio }) => reuseRatio * 100,
      write: (setting, value) => ({ ...setting, reuseRatio: value / 100 }),
      spoken: (value, words) => words.percent(value / 100),
    },
    {
      id: 'ports',
      label: l10n.t('Ports'),
      note: l10n.t('How many local ports the system lends out for this destination.'),
      unit: l10n.t('ports'),
      scale: { kind: 'log', isWhole: true, min: 10, max: 64_512 },
      read: ({ ports }) => ports,
      write: (setting, value) => ({ ...setting, ports: value }),
      spoken: (value, words) => l10n.t('{0} ports', words.count(value)),
    },
    {
      id: 'time-wait',
      label: l10n.t('TIME_WAIT length'),
      note: l10n.t(
        'How long a port rests after your side has closed the connection. Linux does not let you change it.',
      ),
      unit: l10n.t('s'),
      scale: { kind: 'linear', step: 1, min: 0, max: 240 },
      read: ({ timeWaitMs }) => timeWaitMs.maxMs / 1_000,
      write: (setting, value) => ({
        ...setting,
        timeWaitMs: { minMs: value * 1_000, maxMs: value * 1_000 },
      }),
      spoken: (value, words) => words.duration(value * 1_000),
    },
    {
      id: 'hold',
      label: l10n.t('Time a connection is open'),
      note: l10n.t('From connecting to closing: it keeps its port all that time, too.'),
      unit: l10n.t('s'),
      scale: { kind: 'log', min: 0, max: 3_600 },
      read: ({ holdTimeMs }) => holdTimeMs / 1_000,
      write: (setting, value) => ({ ...setting, holdTimeMs: value * 1_000 }),
      spoken: (value, words) => words.duration(value * 1_000),
    },
  ];
}
