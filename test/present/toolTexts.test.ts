import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { diagnose } from '../../src/explain/diagnose';
import { forecastFor } from '../../src/explain/forecast';
import { analysisText, findingsText } from '../../src/present/toolTexts';
import { exhaustedCase, lookMs, rate, usage } from '../explain/support/caseFiles';

describe('what an assistant is told', () => {
  const file = exhaustedCase();
  const diagnosis = {
    verdict: diagnose(file),
    measurement: file.measurement,
    ...(file.error && { error: file.error }),
    errorCount: 12,
  };

  it('is the verdict, its evidence and the arithmetic', () => {
    const forecast = forecastFor(
      usage({ waiting: 198, open: 3 }),
      file.measurement,
      rate(40),
      lookMs,
    );
    const text = analysisText({
      diagnosis,
      remedies: [
        {
          id: 'range',
          title: 'Widen the range.',
          effect: '50 s instead of 5.',
          verdict: 'postpones',
          command: 'sysctl -w x=1',
          source: 'ip-sysctl',
        },
      ],
      ...(forecast && { mostPressing: forecast }),
    });
    assert.match(text, /^Verdict \((certain|likely)\): .*127\.0\.0\.1:5000/);
    assert.match(text, /198 wait in TIME_WAIT/);
    assert.match(text, /seen 12 times/);
    assert.match(text, /201 of 201 local ports are in use; 40 new connections a second/);
    assert.match(
      analysisText({ diagnosis, remedies: [], advice: 'sysctl tcp_fin_timeout=5' }),
      /Popular advice that is wrong here:\n.*tcp_fin_timeout/s,
    );
    assert.match(text, /postpones: Widen the range\. .*needs a person's consent\): sysctl -w x=1/);
  });

  it('names the lines that make calls, and says which are not the workspace’s', () => {
    const site = {
      id: 'a',
      frames: [{ file: '/app/client.js', line: 7 }],
      place: { file: '/app/client.js', line: 7 },
      ownPlaces: [{ file: '/app/client.js', line: 7 }],
      connections: 300,
      requests: 300,
      share: 1,
      connectionsPerSecond: 38,
      requestsPerSecond: 38,
      reuseRatio: 0,
    };
    const destination = { address: '127.0.0.1', port: 5000 };
    const calls = {
      destination,
      names: [],
      failures: {},
      latestMs: lookMs,
      connections: 300,
      requests: 300,
      connectionsPerSecond: 38,
      requestsPerSecond: 38,
      reuseRatio: 0,
      sites: [site, { ...site, id: 'b', ownPlaces: [] }],
    };
    const text = analysisText({
      diagnosis,
      remedies: [],
      calls: { launches: [], programs: [], leftOut: 0, destinations: [calls] },
    });
    assert.match(
      text,
      /127\.0\.0\.1:5000: 38 connections\/s, 0 % reused\. Lines: client\.js:7: 38/,
    );
    assert.match(text, /client\.js:7 \(not this workspace\)/);
  });

  it('is every finding with its place and fixes, or that there is none', () => {
    assert.match(findingsText([]), /^No code that opens a connection per call/);
    const finding = {
      rule: 'js/agent-false',
      message: 'Says no to reuse.',
      severity: 'warning' as const,
      fixes: [
        {
          id: 'a',
          kind: 'reuse' as const,
          title: 'Share it',
          isPreferred: true,
          isSafe: false,
          edits: [],
          cost: '',
        },
      ],
    };
    const text = findingsText(Array.from({ length: 120 }, () => ({ place: 'a.js:3', finding })));
    assert.match(text, /^120 places that cost connections:\n- /);
    assert.match(
      text,
      /a\.js:3.* \(warning, js\/agent-false\): Says no to reuse\. Quick fixes: Share it\./,
    );
    assert.match(text, /and 20 more$/);
  });
});
