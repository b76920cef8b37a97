/**
 * The port pictures of the last two minutes, one a second, to look back at: a byte for each port, so
 * that the whole range of a machine takes 64 kB and the history of it never more than 8 MB.
 */
import type { PortMapView } from '../../../src/present/panel/protocol';

const mostFrames = 120;
const mostBytes = 8_000_000;

const open = 1;
const waitingUnknown = 2;
/** From here on a byte is a wait, in seconds. */
const waiting = 3;
const longestWaitS = 255 - waiting;

interface Frame {
  readonly atS: number;
  readonly first: number;
  readonly last: number;
  readonly states: Uint8Array;
}

export type PastPorts = Pick<PortMapView, 'first' | 'last' | 'open' | 'waiting'>;

export interface PortHistory {
  /** Keeps the picture of a moment, in seconds; the first of a second stays. */
  keep(atS: number, view: PastPorts): void;
  /** The picture of that second; undefined where it was not kept. */
  at(atS: number): PastPorts | undefined;
}

export function createPortHistory(): PortHistory {
  let frames: readonly Frame[] = [];
  return {
    keep: (atS, view) => {
      const second = Math.floor(atS);
      if (frames.at(-1)?.atS === second) {
        return;
      }
      const frame = pack(second, view);
      const room = Math.min(mostFrames, Math.floor(mostBytes / frame.states.length));
      // A clock that was set back, or another machine's: what lies ahead is no history.
      frames = [...frames.filter((kept) => kept.atS < second), frame].slice(-Math.max(1, room));
    },
    at: (atS) => {
      const frame = frames.find((kept) => kept.atS === Math.floor(atS));
      return frame && unpack(frame);
    },
  };
}

function pack(atS: number, view: PastPorts): Frame {
  const { first, last } = view;
  const states = new Uint8Array(last - first + 1);
  for (const [offset, remainingS] of view.waiting) {
    states[offset] =
      remainingS === null
        ? waitingUnknown
        : waiting + Math.min(longestWaitS, Math.max(0, Math.round(remainingS)));
  }
  for (const offset of view.open) {
    states[offset] = open;
  }
  return { atS, first, last, states };
}

function unpack({ first, last, states }: Frame): PastPorts {
  const opened: number[] = [];
  const waits: [number, number | null][] = [];
  states.forEach((state, offset) => {
    if (state === open) {
      opened.push(offset);
    } else if (state >= waitingUnknown) {
      waits.push([offset, state === waitingUnknown ? null : state - waiting]);
    }
  });
  return { first, last, open: opened, waiting: waits };
}
