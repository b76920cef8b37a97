import assert from 'node:assert/strict';
import { arithmeticSentence } from '../../src/explain/arithmetic';
import { diagnose } from '../../src/explain/diagnose';
import { numberWords } from '../../src/explain/format';
import { phraseText } from '../../src/explain/phrase';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  measurement,
  rate,
  read,
  server,
  unread,
  usage,
  wholeText,
} from './support/caseFiles';

describe('the sentences of a verdict', () => {
  it('says the exhaustion as the design does', () => {
    const verdict = diagnose(exhaustedCase());
    assert.equal(verdict.headline, 'Out of local ports to 127.0.0.1:5000.');
    assert.equal(
      verdict.proof,
      'All 201 are in use: 198 wait in TIME_WAIT, 3 are open. Your program opened 40 connections a second; this machine keeps up with 3.4.',
    );
    assert.equal(verdict.illness, 'ephemeral-exhaustion');
    assert.equal(verdict.forecast?.capacity, 201);
    assert.equal(verdict.evidence[1]?.from?.where, '/proc/sys/net/ipv4/ip_local_port_range');
  });

  it('says who holds a port, and tells no TIME_WAIT story about it', () => {
    const verdict = diagnose(
      caseFile({
        error: listenError(),
        holders: read([holder({ workingDirectory: '/home/ada/api' })]),
        // A full pool beside it must not lead astray.
        measurement: measurement({ destinations: read([usage({ waiting: 201 })]) }),
        rates: [rate(40)],
      }),
    );
    assert.equal(
      verdict.headline,
      'Port 3000 is held by node server.js (pid 4242), started 3 h ago.',
    );
    assert.equal(verdict.holder?.local.port, 3_000);
    assert.equal(verdict.forecast, undefined);
    assert.doesNotMatch(wholeText(verdict), /TIME_WAIT|exhaust|local ports/i);
    const two = caseFile({ error: listenError(), holders: read([holder({}, '::1'), holder({})]) });
    assert.equal(diagnose(two).holder?.local.address, '127.0.0.1');
  });

  it('says one of a thing as one', () => {
    for (const last of [50_000, 50_001, 50_200]) {
      for (const [waiting, open, state] of [
        [1, 0, {}],
        [0, 1, { 'close-wait': 1 }],
        [1, 1, { 'close-wait': 1 }],
      ] as const) {
        for (const error of [undefined, connectError()]) {
          const verdict = diagnose(
            caseFile({
              ...(error && { error }),
              measurement: measurement({
                ephemeralRange: read({ first: 50_000, last }),
                destinations: read([
                  usage({ waiting, open }, { byState: { 'time-wait': waiting, ...state } }),
                ]),
              }),
              rates: [rate(1)],
            }),
          );
          const line = verdict.forecast && arithmeticSentence(verdict.forecast, numberWords('en'));
          assert.doesNotMatch(
            `${wholeText(verdict)}\n${line ? phraseText(line) : ''}`,
            /(?<![\d.,–])1 (?:of (?:them|\d+) (?:are|were|wait)|(?:local )?ports|connections|are|wait) /,
          );
        }
      }
    }
  });

  it('says calmly that it is not exhaustion', () => {
    const verdict = diagnose(
      exhaustedCase({
        error: connectError({ endpoint: { address: '::1', port: 5_000 } }),
        measurement: measurement({
          destinations: read([
            usage({ waiting: 5, open: 1 }, { destination: { address: '::1', port: 5_000 } }),
          ]),
        }),
      }),
    );
    assert.equal(verdict.headline, 'This is not port exhaustion.');
    assert.equal(verdict.proof, '3 % of the ports to [::1]:5000 are in use: 6 of 201.');
    assert.equal(verdict.illness, 'none');
    assert.match(verdict.explanation, /IPv6 may be missing here/);
    const ipv4 = diagnose(exhaustedCase({ measurement: measurement() }));
    assert.doesNotMatch(ipv4.explanation, /IPv6/);
  });

  it('says how long it still takes', () => {
    const verdict = diagnose(
      caseFile({
        measurement: measurement({ destinations: read([usage({ waiting: 41 })]) }),
        rates: [rate(40)],
      }),
    );
    // (201 − 41) / (40 − 41 / 60) = 4.07 s.
    assert.equal(
      verdict.headline,
      'The local ports to 127.0.0.1:5000 run out in 4.1 s at this rate.',
    );
  });

  it('gives an all-clear with its numbers', () => {
    const verdict = diagnose(
      caseFile({
        measurement: measurement({ destinations: read([usage({ waiting: 6 })]) }),
        rates: [rate(0.2)],
      }),
    );
    assert.equal(verdict.headline, 'Plenty of local ports to 127.0.0.1:5000: 3 % in use.');
    assert.equal(
      verdict.proof,
      'At your 0.2 connections a second they never run out: this machine keeps up with 3.4.',
    );
  });

  it('finds the destination of a host name by its port', () => {
    const verdict = diagnose(
      exhaustedCase({ error: connectError({ endpoint: { address: 'api.test', port: 5_000 } }) }),
    );
    assert.equal(verdict.headline, 'Out of local ports to api.test:5000.');
    assert.match(verdict.evidenceAgainst?.[0]?.text ?? '', /by port number only/);
  });

  it('lets no hostile text into a sentence', () => {
    const evil = '\u001b[31m<img onerror=x>\u202e\u0000\r\n{0}'.repeat(100_000);
    const verdict = diagnose(
      caseFile({
        error: listenError({ line: evil }),
        holders: read([
          holder({ name: evil, commandLine: evil, parents: [{ processId: 1, name: evil }] }),
        ]),
      }),
    );
    const text = wholeText(verdict);
    assert.ok(text.length < 2_000, `bounded, got ${text.length}`);
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  });

  it('keeps a disputed TIME_WAIT length a range', () => {
    const verdict = diagnose(
      exhaustedCase({
        measurement: measurement({
          platform: 'win32',
          timeWaitLength: read({ minMs: 120_000, maxMs: 240_000 }, 'KB 314053'),
          timeWaitReuse: unread('unsupported'),
          destinations: read([usage({ waiting: 201 })]),
          totals: read({
            rows: 201,
            byState: {},
            serverSideTimeWait: 0,
            occupiedEphemeralPorts: 201,
          }),
        }),
      }),
    );
    assert.match(verdict.proof, /this machine keeps up with 0\.8–1\.7\.$/);
    assert.match(verdict.explanation, /keeps its port for 120–240 s more/);
  });

  it('writes numbers in the language it is given', () => {
    const file = exhaustedCase({
      measurement: measurement({
        ephemeralRange: read({ first: 32_768, last: 60_999 }),
        destinations: read([usage({ waiting: 28_232 }, { destination: server, loopback: false })]),
      }),
    });
    assert.match(diagnose(file, 'de').proof, /28\.232/);
    assert.match(diagnose(file, 'no such locale!').proof, /28,232/);
  });
});
