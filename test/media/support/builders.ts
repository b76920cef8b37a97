/** What every test snapshot starts from. */
import type { Chip, Snapshot } from '../../../src/present/panel/protocol';

/** 2026-03-02 12:00:00 UTC, in seconds. */
export const noonS = 1_772_452_800;

let lastSeq = 0;

/** An empty panel; every other builder starts here. */
export function emptySnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  lastSeq += 1;
  return {
    type: 'snapshot',
    seq: lastSeq,
    phase: 'empty',
    machine: '',
    live: false,
    numbers: [],
    destinations: [],
    findings: [],
    remedies: [],
    doors: [],
    unreadable: [],
    ...changes,
  };
}

export function measuringSnapshot(): Snapshot {
  return emptySnapshot({ phase: 'measuring', machine: 'Linux, this machine' });
}

export function chip(id: string, label: string, text: string, source: string): Chip {
  return { id, label, text, source, state: 'measured' };
}
