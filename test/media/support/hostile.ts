/** What a hostile program, host name or file name would like the panel to do. */
import type { Chip, Snapshot } from '../../../src/present/panel/protocol';
import { destinationNumbers } from './builders';
import { exhaustedChart, exhaustedPool, exhaustedPortMap, exhaustedSnapshot } from './exhausted';

export const hostileText = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

/** A hostile string in every field that can carry one. */
export function hostileSnapshot(): Snapshot {
  const bad = hostileText;
  const base = exhaustedSnapshot();
  const badChip: Chip = { id: bad, label: bad, text: bad, source: bad, state: 'measured' };
  return {
    ...base,
    machine: bad,
    measuredAt: bad,
    verdict: {
      tone: 'problem',
      headline: `${bad}\u202Eevil\u0000`,
      proof: bad,
      explanation: `TIME_WAIT ${bad} keep-alive`,
      confidence: bad,
      evidence: [{ text: bad, source: bad }],
      disproof: [bad],
      errorLine: `${bad}${'A'.repeat(1_800)}`,
      errorCount: 1e9,
      frameLabel: bad,
      holder: { title: bad, details: [{ label: bad, text: bad }], source: bad },
    },
    numbers: [badChip],
    arithmetic: {
      sentence: [bad, badChip, bad],
      presets: [
        {
          id: bad,
          label: bad,
          ports: bad,
          timeWait: bad,
          rate: bad,
          outcome: bad,
          note: bad,
          live: true,
        },
      ],
    },
    pool: { ...exhaustedPool(), destination: bad },
    chart: { ...exhaustedChart(), title: bad, summary: bad, source: bad },
    portMap: { ...exhaustedPortMap(), summary: bad, source: bad },
    calls: [
      {
        id: bad,
        label: bad,
        note: bad,
        numbers: [badChip],
        sites: [
          {
            id: bad,
            place: bad,
            detail: bad,
            isOwn: true,
            connections: badChip,
            requests: badChip,
            reuse: badChip,
            share: bad,
            shareOfAll: 1e9,
            amounts: { connections: 1e12, requests: -1, reuse: 1e9 },
            fix: { findingId: bad, fixId: bad, title: bad, cost: bad },
          },
        ],
      },
    ],
    destinations: [
      {
        id: bad,
        label: bad,
        ...destinationNumbers(bad, bad, '-1', '1e12', bad),
        shareOfCapacity: 1e9,
        amounts: { connectionsPerSecond: -1, open: 1e12, waiting: 1e12 },
        outlook: bad,
        whose: bad,
      },
    ],
    sockets: [
      {
        id: bad,
        summary: bad,
        source: bad,
        holders: [bad],
        rows: [{ port: bad, state: bad, free: bad }],
      },
    ],
    findings: [
      {
        id: bad,
        place: bad,
        message: bad,
        mayBeTheCause: true,
        fixes: [{ id: bad, title: bad, cost: bad }],
      },
    ],
    runs: {
      runs: [
        {
          id: bad,
          label: bad,
          connectionsPerSecond: bad,
          reused: bad,
          ports: bad,
          outcome: bad,
        },
      ],
      comparison: {
        beforeId: bad,
        afterId: bad,
        sentence: bad,
        figures: [{ label: bad, before: bad, after: bad }],
      },
    },
    remedies: [
      { id: bad, title: bad, effect: bad, badge: bad, command: bad, undo: bad, source: bad },
    ],
    acts: [{ id: bad, label: bad, detail: bad }],
    doors: [{ id: '0', label: bad, state: 'shut', text: bad }],
    unreadable: [{ what: bad, why: bad }],
  };
}
