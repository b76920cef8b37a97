/** Any place where the sliders can stand. */
import fc from 'fast-check';
import { fields } from '../../../media/panel/play/fields';
import { lastPosition, valueAt } from '../../../media/panel/play/scales';
import { startingSetting, type Setting } from '../../../media/panel/play/setting';
import { exhaustedPool } from './exhausted';

/** A position for each slider, in the order of the page. */
export const positions: fc.Arbitrary<readonly number[]> = fc.tuple(
  ...fields().map(({ scale }) => fc.integer({ min: 0, max: lastPosition(scale) })),
);

/** The setting that sliders at these positions mean. */
export function settingAt(all: readonly number[]): Setting {
  return fields().reduce(
    (setting, { scale, write }, index) => write(setting, valueAt(scale, all[index] ?? 0)),
    startingSetting(exhaustedPool()),
  );
}

export const settings: fc.Arbitrary<Setting> = positions.map(settingAt);
