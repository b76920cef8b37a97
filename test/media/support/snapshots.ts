/** Snapshots as the host would send them: builders for tests, and every state to be looked at. */
import type { Snapshot } from '../../../src/present/panel/protocol';
import { emptySnapshot, measuringSnapshot } from './builders';
import { exhaustedSnapshot } from './exhausted';
import { hostileSnapshot } from './hostile';
import {
  addressTakenSnapshot,
  healthySnapshot,
  largeSnapshot,
  partlyUnreadableSnapshot,
} from './situations';

export { chip, emptySnapshot, measuringSnapshot, noonS, without } from './builders';
export { exhaustedChart, exhaustedPool, exhaustedPortMap, exhaustedSnapshot } from './exhausted';
export { hostileSnapshot, hostileText } from './hostile';
export {
  addressTakenSnapshot,
  healthySnapshot,
  largeSnapshot,
  partlyUnreadableSnapshot,
} from './situations';

export const states: Readonly<Record<string, () => Snapshot>> = {
  empty: emptySnapshot,
  measuring: measuringSnapshot,
  exhausted: exhaustedSnapshot,
  'address-taken': addressTakenSnapshot,
  healthy: healthySnapshot,
  unreadable: partlyUnreadableSnapshot,
  hostile: hostileSnapshot,
  large: largeSnapshot,
};
