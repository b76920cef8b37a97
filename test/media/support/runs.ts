/** Two runs, before and after a fix: the numbers are invented, but agree with each other. */
import type { RunsView } from '../../../src/present/panel/protocol';

export function twoRunsView(): RunsView {
  return {
    runs: [
      {
        id: 'r-2',
        label: '“API”, 12:04:00',
        connectionsPerSecond: '0.2',
        reused: '99.5 %',
        ports: '4 of 201',
        outcome: 'ran 60 s without a socket error',
      },
      {
        id: 'r-1',
        label: '“API”, 11:59:52',
        connectionsPerSecond: '40',
        reused: '0 %',
        ports: '201 of 201',
        outcome: 'failed after 5 s (EADDRNOTAVAIL)',
      },
    ],
    comparison: {
      beforeId: 'r-1',
      afterId: 'r-2',
      sentence:
        'Before: 40 connections/s, 0 % reused, failed after 5 s (EADDRNOTAVAIL). After: 0.2 connections/s, 99.5 % reused, ran 60 s without a socket error.',
      figures: [
        {
          label: 'Outcome',
          before: 'failed after 5 s (EADDRNOTAVAIL)',
          after: 'ran 60 s without a socket error',
        },
        { label: 'Connections a second', before: '40', after: '0.2' },
        { label: 'Connections reused', before: '0 %', after: '99.5 %' },
      ],
    },
  };
}
