/** What the panel is looked at in: every state as it arrives, and what a reader then does to it. */
import type { Snapshot } from '../../../src/present/panel/protocol';
import { exhaustedSnapshot, states, without } from './snapshots';

export interface Scene {
  readonly snapshot: () => Snapshot;
  /** Runs in the page, whichever that is, so it may use nothing but the document. */
  readonly act?: (document: Document) => void;
}

/** Measured, but nobody connects: there is no pool for the sliders to start from. */
function restingSnapshot(): Snapshot {
  const rest = without(exhaustedSnapshot(), 'pool', 'verdict');
  return { ...rest, arithmetic: { ...rest.arithmetic!, sentence: [] } };
}

export const scenes: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(Object.entries(states).map(([name, snapshot]) => [name, { snapshot }])),
  resting: { snapshot: restingSnapshot },
  playing: {
    snapshot: exhaustedSnapshot,
    act: (document) => {
      document.querySelector<HTMLElement>('[data-shortcut=keep-alive]')!.click();
    },
  },
  paused: {
    snapshot: exhaustedSnapshot,
    act: (document) => {
      document.querySelector<HTMLElement>('.pause')!.click();
    },
  },
};
