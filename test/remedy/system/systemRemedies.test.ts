import assert from 'node:assert/strict';
import { diagnose } from '../../../src/explain/diagnose';
import { numberWords } from '../../../src/explain/format';
import type { Verdict } from '../../../src/explain/verdict';
import type { Measurement } from '../../../src/measure/measurement';
import { effectOf } from '../../../src/remedy/system/situation';
import { systemRemedies } from '../../../src/remedy/system/systemRemedies';
import type { SystemRemedy } from '../../../src/remedy/finding';
import {
  exhaustedCase,
  caseFile,
  holder,
  listenError,
  measurement,
  rate,
  read,
  server,
  unread,
  usage,
} from '../../explain/support/caseFiles';

const words = numberWords('en');

/** The advice for a full pool of TIME_WAIT rows on a machine. */
function adviceFor(
  changes: Partial<Measurement>,
  perSecond = 40,
): ReadonlyMap<string, SystemRemedy> {
  const machine = measurement({
    destinations: read([usage({ waiting: 201 }, { destination: server })]),
    totals: read({ rows: 201, byState: {}, serverSideTimeWait: 0, occupiedEphemeralPorts: 201 }),
    ...changes,
  });
  const verdict = diagnose(exhaustedCase({ measurement: machine, rates: [rate(perSecond)] }));
  assert.equal(verdict.illness, 'ephemeral-exhaustion');
  return new Map(systemRemedies(verdict, machine).map((each) => [each.id, each]));
}

describe('systemRemedies', () => {
  it('says the effect of a wider range before anybody widens it', () => {
    const { forecast } = diagnose(exhaustedCase());
    assert.deepEqual(effectOf({ capacity: 2_001 }, forecast, words), {
      verdict: 'postpones',
      effect:
        '3.4 → 33 a second, still under your 40: 50 s instead of 5 s. Postpones, does not cure.',
    });
    assert.deepEqual(effectOf({ capacity: 60_000 }, forecast, words), {
      verdict: 'cures',
      effect:
        '3.4 → 1,000 a second, over your 40: the ports no longer run out here. Each call still pays for a connection of its own.',
    });
    assert.match(effectOf({}, undefined, words).effect, /cannot be reckoned/);
  });

  it('says how much reuse it takes, as the model reckons it', () => {
    // 201 ports ÷ 60 s = 3.35 a second: of 40 calls a second 92 % leave 3.2 connections, 91 % 3.6.
    const effect = adviceFor({}).get('reuse-connections')?.effect ?? '';
    assert.match(effect, /once 92 % of the calls go over a kept connection/);
    assert.doesNotMatch(adviceFor({}, 3).get('reuse-connections')?.effect ?? '', /Reckoned/);
  });

  it('does not call it a cure where the rate was carried before', () => {
    const { forecast } = diagnose(exhaustedCase({ rates: [rate(2)] }));
    assert.equal(effectOf({ capacity: 2_001 }, forecast, words).verdict, 'no-effect');
  });

  it('names the commands of Linux, with the values just read as the way back', () => {
    const advice = adviceFor({});
    const widen = advice.get('linux/widen-range');
    assert.equal(widen?.command, 'sudo sysctl -w net.ipv4.ip_local_port_range="10240 65535"');
    assert.equal(widen.undo, 'sudo sysctl -w net.ipv4.ip_local_port_range="50000 50200"');
    assert.equal(widen.needsAdministrator, true);
    assert.equal(widen.verdict, 'cures');
    assert.match(widen.effect, /^3\.4 → 921 a second, over your 40/);
    const reuse = advice.get('linux/reuse-waiting-ports');
    assert.equal(reuse?.command, 'sudo sysctl -w net.ipv4.tcp_tw_reuse=2');
    assert.equal(reuse.undo, 'sudo sysctl -w net.ipv4.tcp_tw_reuse=0');
    assert.match(reuse.effect, /^3\.4 → 201 a second, over your 40/);
  });

  it('subtracts from a wider range what is out of reach already', () => {
    const advice = adviceFor({ reservedPorts: read([{ first: 50_000, last: 50_049 }]) });
    // (55,296 − 50) ÷ 60 s, rounded down.
    assert.match(advice.get('linux/widen-range')?.effect ?? '', /^2\.5 → 920 a second/);
  });

  it('needs tcp_tw_reuse = 1 for a remote destination, and nothing where it is on already', () => {
    const remote = { address: '10.0.0.9', port: 5_000 };
    const reuseFor = (destination: typeof server, scope: 'never' | 'loopback' | 'always') => {
      const machine = measurement({
        destinations: read([usage({ waiting: 201 }, { destination, loopback: false })]),
        timeWaitReuse: read({ scope, afterMs: 1_000 }),
      });
      const error = { ...exhaustedCase().error!, endpoint: destination };
      const verdict = diagnose(
        exhaustedCase({ error, measurement: machine, rates: [rate(40, destination)] }),
      );
      return systemRemedies(verdict, machine).find(({ id }) => id === 'linux/reuse-waiting-ports');
    };
    assert.equal(reuseFor(remote, 'loopback')?.command, 'sudo sysctl -w net.ipv4.tcp_tw_reuse=1');
    assert.equal(reuseFor(remote, 'loopback')?.undo, 'sudo sysctl -w net.ipv4.tcp_tw_reuse=2');
    assert.equal(reuseFor(remote, 'always'), undefined);
    assert.equal(reuseFor(server, 'loopback'), undefined);
  });

  it('names wrong advice as wrong', () => {
    const linux = adviceFor({});
    assert.equal(linux.get('linux/shorten-time-wait')?.verdict, 'impossible');
    assert.equal(linux.get('linux/tcp-tw-recycle')?.verdict, 'impossible');
    assert.equal(linux.get('linux/tcp-fin-timeout')?.verdict, 'no-effect');
    assert.match(linux.get('linux/tcp-fin-timeout')?.effect ?? '', /FIN-WAIT-2, not TIME_WAIT/);
    for (const id of ['shorten-time-wait', 'tcp-tw-recycle', 'tcp-fin-timeout']) {
      assert.equal(linux.get(`linux/${id}`)?.command, undefined, 'nothing to copy');
    }
    const windows = adviceFor({ platform: 'win32' });
    assert.equal(windows.get('windows/max-user-port')?.verdict, 'no-effect');
    assert.match(
      windows.get('windows/max-user-port')?.effect ?? '',
      /obsolete since Windows Vista/,
    );
  });

  it('shortens TIME_WAIT on macOS and says how to go back', () => {
    const advice = adviceFor({
      platform: 'darwin',
      timeWaitLength: read({ minMs: 30_000, maxMs: 30_000 }),
      timeWaitReuse: unread('unsupported'),
    });
    const shorten = advice.get('darwin/shorten-time-wait');
    assert.equal(shorten?.command, 'sudo sysctl -w net.inet.tcp.msl=5000');
    assert.equal(shorten.undo, 'sudo sysctl -w net.inet.tcp.msl=15000');
    // 201 ÷ 30 s and 201 ÷ 10 s: the pool is full at the same moment, as no port came back by then.
    assert.equal(
      shorten.effect,
      '6.7 → 20 a second, still under your 40, and the ports are used up after 5 s as before.',
    );
    assert.equal(
      advice.get('darwin/widen-range')?.undo,
      'sudo sysctl -w net.inet.ip.portrange.first=50000',
    );
  });

  it('sets the registry on Windows, and deletes a value that was not set', () => {
    const windows = (how: 'assumed' | 'command') =>
      adviceFor({
        platform: 'win32',
        timeWaitLength: {
          kind: 'value',
          value: { minMs: 120_000, maxMs: 240_000 },
          from: { how, where: 'reg query', atMs: 0 },
        },
      }).get('windows/shorten-time-wait');
    assert.match(windows('assumed')?.command ?? '', /TcpTimedWaitDelay \/t REG_DWORD \/d 30 \/f$/);
    assert.match(windows('assumed')?.undo ?? '', /^reg delete .* \/v TcpTimedWaitDelay \/f$/);
    assert.match(windows('command')?.undo ?? '', /\/d 240 \/f$/);
    assert.equal(windows('command')?.takesEffect, 'after-restart');
    assert.equal(
      adviceFor({ platform: 'win32' }).get('windows/widen-range')?.undo,
      'netsh int ipv4 set dynamicport tcp start=50000 num=201',
    );
  });

  it('widens the range of the family that is full, where there are two', () => {
    const destination = { address: '2001:db8::9', port: 5_000 };
    const machine = measurement({
      platform: 'win32',
      ephemeralRange: read({ first: 1_025, last: 65_535 }),
      ephemeralRangeV6: read({ first: 50_000, last: 50_200 }),
      destinations: read([usage({ waiting: 201 }, { destination, loopback: false })]),
      totals: read({
        rows: 201,
        byState: {},
        serverSideTimeWait: 0,
        occupiedEphemeralPorts: 0,
        occupiedEphemeralPortsV6: 201,
      }),
    });
    const error = { ...exhaustedCase().error!, endpoint: destination };
    const verdict = diagnose(
      exhaustedCase({ error, measurement: machine, rates: [rate(40, destination)] }),
    );
    const widen = systemRemedies(verdict, machine).find(({ id }) => id === 'windows/widen-range');
    assert.equal(widen?.command, 'netsh int ipv6 set dynamicport tcp start=10000 num=55536');
    assert.equal(widen.undo, 'netsh int ipv6 set dynamicport tcp start=50000 num=201');
    assert.match(widen.effect, /^3\.4 → 925 a second/);
  });

  it('leaves out the way back where there is no value to go back to, and a range that is wide', () => {
    const machine = measurement({ ephemeralRange: unread('permission') });
    const verdict: Verdict = diagnose(exhaustedCase({ measurement: machine }));
    const widen = systemRemedies(verdict, machine).find(({ id }) => id === 'linux/widen-range');
    assert.ok(widen && widen.undo === undefined);
    const wide = measurement({ ephemeralRange: read({ first: 1_024, last: 65_535 }) });
    const remedies = systemRemedies(verdict, wide);
    assert.equal(
      remedies.find(({ id }) => id === 'linux/widen-range'),
      undefined,
    );
  });

  it('says that TIME_WAIT settings free no open connection', () => {
    const machine = measurement({ destinations: read([usage({ open: 201 })]) });
    const verdict = diagnose(exhaustedCase({ measurement: machine }));
    assert.equal(verdict.cause, 'open-connections');
    const reuse = systemRemedies(verdict, machine).find(
      ({ id }) => id === 'linux/reuse-waiting-ports',
    );
    assert.equal(reuse?.verdict, 'no-effect');
  });

  it('puts what helps first, gives a source for everything, and needs an exhaustion', () => {
    const order = ['cures', 'postpones', 'no-effect', 'impossible', 'harmful'];
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      const remedies = [...adviceFor({ platform }).values()];
      const ranks = remedies.map(({ verdict }) => order.indexOf(verdict));
      assert.deepEqual(ranks, [...ranks].sort());
      assert.equal(remedies[0]?.id, 'reuse-connections');
      assert.match(remedies[0].effect, /40 new ones a second/);
      for (const remedy of remedies) {
        assert.ok(remedy.source.length > 0 && remedy.effect.length > 0 && remedy.title.length > 0);
        assert.equal(remedy.command !== undefined, remedy.needsAdministrator === true);
        assert.equal(remedy.command !== undefined, remedy.takesEffect !== undefined);
      }
    }
    const taken = diagnose(caseFile({ error: listenError(), holders: read([holder({})]) }));
    assert.deepEqual(systemRemedies(taken, measurement()), []);
  });
});
