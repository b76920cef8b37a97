/** The other situations that the panel is seen in. */
import type { Snapshot } from '../../../src/present/panel/protocol';
import { chip, destinationNumbers, emptySnapshot, tableSource } from './builders';
import { exhaustedChart } from './exhausted';

/** The other illness: somebody listens on the port. */
export function addressTakenSnapshot(): Snapshot {
  return emptySnapshot({
    phase: 'ready',
    machine: 'Linux, dev container “api”',
    measuredAt: '12:00:08',
    live: false,
    verdict: {
      tone: 'problem',
      headline: 'Port 3000 is held by your own earlier run',
      proof: 'node server.js (pid 4242) has listened on it for 3 hours.',
      explanation:
        'Two programs cannot listen on one address and port. This one was started by the debug session “API” in this folder; its terminal is gone, the process is not. It has nothing to do with TIME_WAIT.',
      confidence: 'Certain: the socket table names the holder.',
      evidence: [
        { text: 'A listener on 0.0.0.0:3000 belongs to pid 4242.', source: '/proc/net/tcp' },
      ],
      disproof: ['The listener belongs to another address than the one your program asked for.'],
      errorLine: 'Error: listen EADDRINUSE: address already in use :::3000',
      errorCount: 1,
      frameLabel: 'server.ts:9',
      holder: {
        title: 'node (pid 4242)',
        details: [
          { label: 'Command', text: 'node --enable-source-maps dist/server.js --port 3000' },
          { label: 'Started', text: '3 h ago' },
          { label: 'Folder', text: '/home/ada/shop/api' },
          { label: 'Container', text: 'docker 3f1c9a72be04' },
          { label: 'Started by', text: 'bash ← code-server' },
          { label: 'Listens on', text: '0.0.0.0:3000' },
        ],
        source: 'Read from /proc/4242/stat at 12:00:08.',
      },
    },
    numbers: [chip('holder', 'Listeners on port 3000', '1', 'Read from /proc/net/tcp at 12:00:08')],
  });
}

export function healthySnapshot(): Snapshot {
  const chart = exhaustedChart();
  return emptySnapshot({
    phase: 'ready',
    machine: 'Linux, this machine',
    measuredAt: '12:00:08',
    live: true,
    verdict: {
      tone: 'calm',
      headline: 'This is not port exhaustion',
      proof: '3 % of the ports to db.test:5432 are in use.',
      explanation: 'At 2.1 connections a second this machine keeps up for ever.',
      confidence: 'Likely: no error was seen, and the numbers are calm.',
      evidence: [],
      disproof: ['An occupancy near 28,232 when the error comes again.'],
    },
    numbers: [
      chip('ports', 'Local ports', '28,232', 'Read from ip_local_port_range at 12:00:08'),
      chip('rate', 'Your rate', '2.1/s', 'Counted from the socket table at 12:00:08'),
    ],
    chart: {
      title: 'Occupied ports to db.test:5432',
      source: tableSource,
      summary: 'Between 700 and 1,000 of 28,232 ports were occupied during the last minute.',
      timesS: chart.timesS.slice(0, 60),
      connectionsPerSecond: chart.timesS.slice(0, 60).map((_time, index) => 1 + (index % 4)),
      occupiedPorts: chart.timesS.slice(0, 60).map((_time, index) => 700 + ((index * 53) % 300)),
      forecastPorts: chart.timesS.slice(0, 60).map(() => null),
      capacity: 28_232,
      sustainablePerSecond: 470.5,
    },
    destinations: [
      {
        id: 'db.test:5432',
        label: 'db.test:5432',
        ...destinationNumbers('d-1', '2.1', '12', '124', '847 of 28,232 (3 %)'),
        shareOfCapacity: 0.03,
        amounts: { connectionsPerSecond: 2.1, open: 12, waiting: 124 },
        outlook: 'Never at this rate.',
      },
    ],
  });
}

/** Numbers that could not be read, said openly. */
export function partlyUnreadableSnapshot(): Snapshot {
  return emptySnapshot({
    phase: 'ready',
    machine: 'Linux, a namespace this editor may not enter',
    measuredAt: '12:00:08',
    live: false,
    verdict: {
      tone: 'unknown',
      headline: 'The text alone cannot tell',
      proof: 'The program said EADDRINUSE without saying what it was doing.',
      explanation: 'It may be a port that is held, or a range that is used up.',
      confidence: 'Possible: the socket table could not be read.',
      evidence: [],
      disproof: [],
      errorLine: 'socket error 98',
    },
    numbers: [
      {
        id: 'ports',
        label: 'Local ports',
        text: 'not readable',
        source: 'Permission denied: /proc/4711/net/tcp',
        state: 'unavailable',
      },
      {
        id: 'time-wait',
        label: 'TIME_WAIT',
        text: '60 s',
        source: 'Assumed: the documented default of Linux',
        state: 'assumed',
      },
    ],
    unreadable: [
      { what: 'The socket table', why: 'belongs to another user (permission denied).' },
      { what: 'Who holds the port', why: 'needs the rights of its owner.' },
    ],
  });
}

/** The default range of Linux, nearly full: 28,232 ports, 27,900 of them waiting. */
export function largeSnapshot(elapsedS = 0): Snapshot {
  const count = 28_232;
  const open: number[] = [];
  const waiting: [number, number | null][] = [];
  for (let offset = 0; offset < count; offset += 1) {
    // A fixed scatter over the range: ports are not handed out in order.
    const place = (offset * 7_919 + ((offset * offset * 31) % 9_973)) % count;
    if (place < 60) {
      open.push(offset);
    } else if (place < 23_000) {
      const remainingS = (place / 23_000) * 60 - elapsedS;
      if (remainingS > 0) {
        waiting.push([offset, remainingS]);
      }
    }
  }
  return emptySnapshot({
    phase: 'ready',
    machine: 'Linux, this machine',
    measuredAt: '12:00:08',
    live: true,
    verdict: {
      tone: 'problem',
      headline: 'Local ports to db.test:5432 run out in 12 seconds',
      proof: `${count - waiting.length - open.length} of ${count} are still free.`,
      explanation: 'At 450 connections a second more ports are taken than come free.',
      confidence: 'Likely: at the rate of the last minute.',
      evidence: [],
      disproof: [],
    },
    portMap: {
      first: 32_768,
      last: 60_999,
      summary: `Of ${count} ports ${waiting.length} wait and ${open.length} are open.`,
      source: tableSource,
      open,
      waiting,
    },
  });
}
