/** One polite live region for the whole panel: it tells changes of state, not every number. */
import { element } from '../dom';

/** A reader hears at most one sentence in this time; of several, the latest. */
const shortestIntervalMs = 2_000;

export interface Announcer {
  readonly element: HTMLElement;
  readonly announce: (text: string) => void;
}

export function createAnnouncer(): Announcer {
  const region = element('div', 'visually-hidden');
  region.setAttribute('role', 'status');
  let next: string | undefined;
  let resting = false;
  const speak = () => {
    if (next === undefined) {
      resting = false;
      return;
    }
    resting = true;
    region.textContent = next;
    next = undefined;
    setTimeout(speak, shortestIntervalMs);
  };
  return {
    element: region,
    announce: (text) => {
      next = text;
      if (!resting) {
        speak();
      }
    },
  };
}
