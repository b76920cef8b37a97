/** What a program with a probe shows: the numbers are invented, but agree with each other. */
import type { CallsView, Chip } from '../../../src/present/panel/protocol';
import { chip } from './builders';

const counted = 'Counted by the probe, last at 12:00:08.';

function number(name: string, label: string, text: string): Chip {
  return chip(`calls ${name}`, label, text, counted);
}

export function measuredCallsView(): CallsView {
  return {
    id: '127.0.0.1:5000',
    label: '127.0.0.1:5000 (orders.test)',
    note: 'Counted inside the programs of “API”.',
    numbers: [
      number('rate', 'Connections a second', '40'),
      number('requests', 'Requests a second', '42'),
      number('reuse', 'Connections reused', '5 %'),
      number('closed', 'Closed first by', 'your program'),
      number('hold', 'Kept open, on average', '20 ms'),
      number('share', 'Share of the ports', '100 %'),
    ],
    sites: [
      {
        id: 's-1',
        place: 'client.ts:42',
        detail: 'callOrders in /home/ada/shop/src/client.ts',
        isOwn: true,
        connections: number('s1c', 'Connections a second', '38'),
        requests: number('s1r', 'Requests a second', '38'),
        reuse: number('s1u', 'Connections reused', '0 %'),
        share: '95 %',
        shareOfAll: 0.95,
        amounts: { connections: 38, requests: 38, reuse: 0 },
        fix: {
          findingId: 'f-1',
          fixId: 'reuse',
          title: 'Reuse connections',
          cost: 'One shared agent. A server that closes idle connections early can cause a rare ECONNRESET; retry idempotent requests.',
        },
      },
      {
        id: 's-2',
        place: 'client.js:7',
        detail:
          'connect in /home/ada/shop/node_modules/pg/lib/client.js: no line of this workspace is on the way to this call.',
        isOwn: false,
        connections: number('s2c', 'Connections a second', '2'),
        share: '5 %',
        shareOfAll: 0.05,
        amounts: { connections: 2 },
      },
    ],
  };
}
