/** Ports exhausted on a small range: the numbers are invented, but sentence, chart and table agree. */
import type {
  ArithmeticView,
  ChartView,
  PoolView,
  PortMapView,
  PresetView,
  Snapshot,
  VerdictView,
} from '../../../src/present/panel/protocol';
import { twoRunsView } from './runs';
import { measuredCallsView } from './calls';
import {
  chip,
  destinationNumbers,
  emptySnapshot,
  noonS,
  socketsView,
  tableSource,
} from './builders';

const portsChip = chip(
  'ports',
  'Local ports this machine lends out',
  '201 ports',
  'Read from /proc/sys/net/ipv4/ip_local_port_range at 12:00:08',
);
const timeWaitChip = chip(
  'time-wait',
  'How long a closed connection keeps its port',
  '60 s',
  'Compiled into Linux: TCP_TIMEWAIT_LEN, include/net/tcp.h',
);
const sustainableChip = chip(
  'sustainable',
  'The rate this machine keeps up with for ever',
  '3.4',
  'Worked out: 201 ports ÷ 60 s',
);
const rateChip = chip(
  'rate',
  'Connections your program opened each second',
  '40',
  'Counted from 198 waiting rows of /proc/4711/net/tcp at 12:00:08',
);

function presets(): readonly PresetView[] {
  return [
    {
      id: 'live',
      label: 'This machine',
      ports: '201',
      timeWait: '60 s',
      rate: '3.4/s',
      outcome: 'Exhausted after 5 s',
      note: '',
      live: true,
    },
    {
      id: 'article',
      label: 'The article of 2005',
      ports: '4,000',
      timeWait: '240 s',
      rate: '16/s',
      outcome: 'Exhausted after 1 min 40 s',
      note: 'Windows before Vista: ports 1025 to 5000.',
      live: false,
    },
    {
      id: 'windows',
      label: 'Windows',
      ports: '16,384',
      timeWait: '120 to 240 s',
      rate: '68/s',
      outcome: 'Goes on for ever',
      note: '',
      live: false,
    },
    {
      id: 'macos',
      label: 'macOS',
      ports: '16,384',
      timeWait: '30 s',
      rate: '546/s',
      outcome: 'Goes on for ever',
      note: '',
      live: false,
    },
    {
      id: 'linux-remote',
      label: 'Linux to a remote host',
      ports: '28,232',
      timeWait: '60 s',
      rate: '470/s',
      outcome: 'Goes on for ever',
      note: 'The default range, 32768 to 60999.',
      live: false,
    },
  ];
}

function exhaustedArithmetic(): ArithmeticView {
  return {
    sentence: [
      portsChip,
      ' ÷ ',
      timeWaitChip,
      ' = ',
      sustainableChip,
      ' connections a second for ever · yours: ',
      rateChip,
      ' · so 201 ÷ 40 = ',
      chip('exhausted-in', 'Time until no port was left', '5 seconds', 'Worked out: 201 ÷ 40'),
    ],
    clearing: [
      'If it stops now, half of its ports are back in ',
      chip('clearing-half', 'Until half of the ports are back', '29 s', tableSource),
      ', all in ',
      chip('clearing-all', 'Until all of the ports are back', '57 s', tableSource),
      '.',
    ],
    presets: presets(),
  };
}

function exhaustedVerdict(): VerdictView {
  return {
    tone: 'problem',
    headline: 'Out of local ports to 127.0.0.1:5000',
    proof: 'All 201 are in use: 198 wait in TIME_WAIT, 3 are open.',
    explanation:
      'Your program opens a new connection for every request and closes it first. Each one keeps its ephemeral port in TIME_WAIT for 60 seconds, so at 40 a second the range was used up after 5 seconds. With keep-alive the same requests would share a few connections.',
    confidence: 'Certain: the error and the socket table say the same.',
    evidence: [
      {
        text: '201 of 201 ports to 127.0.0.1:5000 are in use.',
        source: '/proc/4711/net/tcp at 12:00:08',
      },
      { text: 'The program said EADDRNOTAVAIL on connect.' },
      {
        text: 'tcp_tw_reuse is 0, so waiting ports are not reused.',
        source: '/proc/sys/net/ipv4/tcp_tw_reuse at 12:00:08',
      },
    ],
    disproof: [
      'Free ports to 127.0.0.1:5000 at the moment of the error.',
      'Another program holding most of the ports.',
    ],
    errorLine: 'Error: connect EADDRNOTAVAIL 127.0.0.1:5000 - Local (0.0.0.0:0)',
    errorCount: 12,
    frameLabel: 'client.ts:42',
  };
}

/** Quiet for 52 s, then 40 connections a second until nothing is left; 20 s of forecast. */
export function exhaustedChart(): ChartView {
  const measured = 60;
  const ahead = 20;
  const capacity = 201;
  const timesS: number[] = [];
  const connectionsPerSecond: (number | null)[] = [];
  const occupiedPorts: (number | null)[] = [];
  const forecastPorts: (number | null)[] = [];
  for (let second = 0; second < measured + ahead; second += 1) {
    timesS.push(noonS - measured + second);
    const burst = Math.max(0, second - 51);
    const occupied = Math.min(capacity, 3 + 40 * burst);
    if (second < measured) {
      connectionsPerSecond.push(burst > 0 && occupied < capacity ? 40 : burst > 0 ? 3.4 : 0);
      occupiedPorts.push(occupied);
      forecastPorts.push(second === measured - 1 ? occupied : null);
    } else {
      connectionsPerSecond.push(null);
      occupiedPorts.push(null);
      forecastPorts.push(capacity);
    }
  }
  return {
    title: 'Occupied ports to 127.0.0.1:5000',
    summary:
      'Occupied ports rose from 3 to 201 of 201 between 11:59:52 and 11:59:57, at 40 connections a second; the error struck at 11:59:57.',
    source: tableSource,
    timesS,
    connectionsPerSecond,
    occupiedPorts,
    forecastPorts,
    capacity,
    sustainablePerSecond: capacity / 60,
    errorAtS: noonS - 3,
  };
}

/** The sum of the sentence, for the sliders to start from. */
export function exhaustedPool(): PoolView {
  return {
    destination: '127.0.0.1:5000',
    capacity: 201,
    connectionsPerSecond: 40,
    effectiveTimeWaitMs: { minMs: 60_000, maxMs: 60_000 },
    holdTimeMs: 20,
    closedHereShare: 1,
  };
}

/** 201 ports: 3 open, 198 waiting with 52 to 57 s left. */
export function exhaustedPortMap(): PortMapView {
  const open = [7, 90, 160];
  const waiting: [number, number | null][] = [];
  for (let offset = 0; offset < 201; offset += 1) {
    if (!open.includes(offset)) {
      // Ports are handed out in no order; the wait says when each connection closed.
      waiting.push([offset, 8 + ((offset * 37) % 201) / 4.1]);
    }
  }
  return {
    first: 61_000,
    last: 61_200,
    summary: 'Of 201 ports 198 wait, 3 are open and none is free.',
    source: tableSource,
    open,
    waiting,
  };
}

/** Ports exhausted on a small range: the whole panel, every block filled. */
export function exhaustedSnapshot(changes: Partial<Snapshot> = {}): Snapshot {
  return emptySnapshot({
    phase: 'ready',
    machine: 'Linux, this machine',
    measuredAt: '12:00:08',
    live: true,
    verdict: exhaustedVerdict(),
    numbers: [
      { ...portsChip, id: 'n-ports', text: '201', label: 'Local ports' },
      { ...timeWaitChip, id: 'n-time-wait', label: 'TIME_WAIT' },
      { ...rateChip, id: 'n-rate', text: '40/s', label: 'Your rate' },
      { ...sustainableChip, id: 'n-sustainable', text: '3.4/s', label: 'Keeps up with' },
      {
        id: 'n-hold',
        label: 'Hold time',
        text: '0.02 s',
        source: 'Assumed: not measured without the probe',
        state: 'assumed',
      },
    ],
    arithmetic: exhaustedArithmetic(),
    pool: exhaustedPool(),
    chart: exhaustedChart(),
    portMap: exhaustedPortMap(),
    calls: [measuredCallsView()],
    destinations: [
      {
        id: '127.0.0.1:5000',
        label: '127.0.0.1:5000',
        ...destinationNumbers('d-1', '40', '3', '198', '201 of 201 (100 %)'),
        shareOfCapacity: 1,
        amounts: { connectionsPerSecond: 40, open: 3, waiting: 198 },
        whose: 'of the debug session “API”',
        outlook: 'Exhausted since 11:59:57.',
      },
      {
        id: '[2001:db8::17]:5432',
        label: '[2001:db8::17]:5432',
        ...destinationNumbers('d-2', '0.2', '4', '2', '6 of 201 (3 %)'),
        shareOfCapacity: 0.03,
        amounts: { connectionsPerSecond: 0.2, open: 4, waiting: 2 },
        outlook: 'Never at this rate.',
      },
    ],
    sockets: [socketsView('127.0.0.1:5000', 3, 198)],
    findings: [
      {
        id: 'f-1',
        place: 'client.ts:42',
        message:
          'A new agent is made for each call and destroyed after it. The client closes first, so every call leaves a port in TIME_WAIT.',
        mayBeTheCause: true,
        fixes: [
          {
            id: 'reuse',
            title: 'Reuse connections',
            cost: 'One shared agent. A server that closes idle connections early can cause a rare ECONNRESET; retry idempotent requests.',
          },
          {
            id: 'rotation',
            title: 'Choose local ports in turn',
            cost: 'A last resort: the connections stay as many, only spread over more ports.',
          },
        ],
      },
      {
        id: 'f-2',
        place: 'reports.ts:118',
        message: 'Connection: close is sent with every request, so no connection can be reused.',
        mayBeTheCause: true,
        fixes: [{ id: 'reuse', title: 'Let the connection live', cost: 'None known.' }],
      },
    ],
    runs: twoRunsView(),
    remedies: [
      {
        id: 'r-reuse',
        title: 'Reuse connections',
        effect: '40 connections a second become less than 1: never exhausted. One edit.',
        badge: 'cures',
        source: 'The model, with the numbers of this machine',
      },
      {
        id: 'r-range',
        title: 'Widen the range to 2,001 ports',
        effect: '3.4 a second become 33, still under your 40: 50 seconds instead of 5. Needs root.',
        badge: 'postpones',
        command: 'sudo sysctl -w net.ipv4.ip_local_port_range="61000 63000"',
        undo: 'sudo sysctl -w net.ipv4.ip_local_port_range="61000 61200"',
        source: 'ip-sysctl.rst, ip_local_port_range',
      },
      {
        id: 'r-fin',
        title: 'Lower tcp_fin_timeout',
        effect: 'Does nothing here: it is the time of FIN-WAIT-2, not of TIME_WAIT.',
        badge: 'no-effect',
        source: 'ip-sysctl.rst, tcp_fin_timeout',
      },
      {
        id: 'r-tw',
        title: 'Shorten TIME_WAIT',
        effect: 'Not possible on Linux: 60 seconds are compiled in.',
        badge: 'impossible',
        source: 'include/net/tcp.h, TCP_TIMEWAIT_LEN',
      },
      {
        id: 'r-rotate',
        title: 'Bind local ports yourself',
        effect: 'Makes it worse: a port bound first is taken from every destination.',
        badge: 'harmful',
        source: 'facts on bind before connect, ip(7)',
      },
    ],
    ...changes,
  });
}
