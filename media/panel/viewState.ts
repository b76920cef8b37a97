/** What the panel remembers while it is hidden: how it is looked at, never what it says. */
import * as v from 'valibot';
import type { Host } from './context';
import type { Setting } from './play/setting';
import type { Arrangement } from './table/arrangement';

const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const share = v.pipe(amount, v.maxValue(1));

const setting = v.object({
  callsPerSecond: amount,
  reuseRatio: share,
  ports: amount,
  timeWaitMs: v.object({ minMs: amount, maxMs: amount }),
  holdTimeMs: amount,
  closedHereShare: share,
  waitingLimit: v.exactOptional(amount),
}) satisfies v.GenericSchema<unknown, Setting>;

const arrangement = v.object({
  sort: v.exactOptional(v.object({ column: v.string(), descending: v.boolean() })),
  filter: v.string(),
}) satisfies v.GenericSchema<unknown, Arrangement>;

/** More than anyone opens in a panel; of those that were, the latest are kept. */
const mostOpen = 100;

const stored = v.object({
  version: v.literal(1),
  open: v.pipe(v.array(v.string()), v.maxLength(mostOpen)),
  scrollTop: v.number(),
  play: v.exactOptional(setting),
  who: v.exactOptional(arrangement),
  paused: v.exactOptional(v.literal(true)),
});

export interface ViewState {
  isOpen(id: string): boolean;
  setOpen(id: string, open: boolean): void;
  /** Pixels from the top, as it was when the panel was last looked at. */
  readonly scrollTop: number;
  setScrollTop(pixels: number): void;
  /** Where the sliders stand; undefined while they follow the numbers of now. */
  readonly play: Setting | undefined;
  setPlay(setting: Setting | undefined): void;
  /** Whether the numbers stand still. */
  readonly paused: boolean;
  setPaused(paused: boolean): void;
  /** How the table of destinations is sorted and filtered. */
  readonly who: Arrangement;
  setWho(arrangement: Arrangement): void;
}

/** Reads the state kept by the editor; anything that is not ours, or of another version, is left. */
export function restoreViewState(host: Host): ViewState {
  const parsed = v.safeParse(stored, host.readState());
  const open = new Set(parsed.success ? parsed.output.open : []);
  let scrollTop = parsed.success ? parsed.output.scrollTop : 0;
  let play = parsed.success ? parsed.output.play : undefined;
  let who: Arrangement | undefined = parsed.success ? parsed.output.who : undefined;
  let paused = parsed.success && parsed.output.paused === true;
  const write = () => {
    host.writeState({
      version: 1,
      open: [...open].slice(-mostOpen),
      scrollTop,
      ...(play && { play }),
      ...(who && { who }),
      ...(paused && { paused }),
    });
  };
  return {
    isOpen: (id) => open.has(id),
    setOpen: (id, isOpen) => {
      if (isOpen) {
        open.add(id);
      } else {
        open.delete(id);
      }
      write();
    },
    get scrollTop() {
      return scrollTop;
    },
    setScrollTop: (pixels) => {
      scrollTop = pixels;
      write();
    },
    get play() {
      return play;
    },
    setPlay: (next) => {
      play = next;
      write();
    },
    get paused() {
      return paused;
    },
    setPaused: (next) => {
      paused = next;
      write();
    },
    get who() {
      return who ?? { filter: '' };
    },
    setWho: (next) => {
      who = next;
      write();
    },
  };
}
