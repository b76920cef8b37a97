/** Settings of one press: the same program elsewhere, and the questions people ask. */
import * as l10n from '@vscode/l10n';
import { presets } from '../../../src/explain/presets';
import type { PoolView } from '../../../src/present/panel/protocol';
import {
  isOnMachine,
  keepAliveReuseRatio,
  machineOf,
  onMachine,
  widestPorts,
  type Setting,
} from './setting';

export interface Shortcut {
  readonly id: string;
  readonly label: string;
  readonly apply: (setting: Setting) => Setting;
  /** Whether the sliders stand as it would put them. */
  readonly isSet: (setting: Setting) => boolean;
}

/** "The same rate on …": this machine where its numbers are known, and the presets. */
export function machineShortcuts(live: PoolView | undefined): readonly Shortcut[] {
  const machines = presets.map((preset) => ({
    id: preset.id,
    label: preset.label(),
    machine: { ports: preset.capacity, timeWaitMs: preset.timeWaitMs },
  }));
  const here =
    live === undefined
      ? []
      : [{ id: 'live', label: l10n.t('This machine'), machine: machineOf(live) }];
  return [...here, ...machines].map(({ id, label, machine }) => ({
    id,
    label,
    apply: (setting) => onMachine(setting, machine),
    isSet: (setting) => isOnMachine(setting, machine),
  }));
}

/** "What if …": on the machine that the sliders stand for. */
export function questionShortcuts(): readonly Shortcut[] {
  return [
    {
      id: 'keep-alive',
      label: l10n.t('What if I add keep-alive?'),
      apply: (setting) => ({ ...setting, reuseRatio: keepAliveReuseRatio }),
      isSet: ({ reuseRatio }) => reuseRatio === keepAliveReuseRatio,
    },
    {
      id: 'widen',
      label: l10n.t('What if I widen the range?'),
      apply: (setting) => ({ ...setting, ports: widestPorts }),
      isSet: ({ ports }) => ports === widestPorts,
    },
  ];
}
