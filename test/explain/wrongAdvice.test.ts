import assert from 'node:assert/strict';
import { diagnose } from '../../src/explain/diagnose';
import type { Verdict } from '../../src/explain/verdict';
import { wrongAdviceIn } from '../../src/explain/wrongAdvice';
import type { Platform } from '../../src/recognize/socketError';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  measurement,
  read,
  usage,
} from './support/caseFiles';

function taken(platform: Platform, name = 'node'): Verdict {
  return diagnose(
    caseFile({
      error: listenError(),
      holders: read([holder({ name })]),
      measurement: measurement({ platform }),
    }),
  );
}

const ids = ({ wrongAdvice }: Verdict): readonly string[] => wrongAdvice.map(({ id }) => id);

describe('wrong advice', () => {
  it('is named beside a verdict, for the system on which it is given', () => {
    assert.deepEqual(ids(taken('linux')), ['kill-by-name', 'kill-all-on-port']);
    assert.deepEqual(ids(taken('darwin')), ['kill-by-name', 'kill-all-on-port']);
    assert.deepEqual(ids(taken('win32')), ['kill-by-image', 'reuse-address-on-windows']);
    assert.ok(ids(taken('linux', 'docker-proxy')).includes('kill-proxy'));
    const machine = measurement({ destinations: read([usage({ waiting: 201 })]) });
    const exhausted = (runtime: string): readonly string[] =>
      ids(diagnose(exhaustedCase({ error: connectError({ runtime }), measurement: machine })));
    assert.deepEqual(exhausted('node'), ['connection-close', 'linger-zero']);
    assert.ok(exhausted('dotnet').includes('dispose-every-client'));
    assert.deepEqual(ids(diagnose(caseFile())), [], 'nothing is wrong, nothing is advised');
  });

  it('is told in a person’s words, with why not', () => {
    const asked: readonly [words: string, platform: Platform, id: string][] = [
      ['just run killall -9 node', 'linux', 'kill-by-name'],
      ['pkill -f node', 'darwin', 'kill-by-name'],
      ['taskkill /F /IM node.exe', 'win32', 'kill-by-image'],
      ['kill -9 $(lsof -ti :3000) or lsof -ti:3000 | xargs kill -9', 'linux', 'kill-all-on-port'],
      ['fuser -k 3000/tcp', 'linux', 'kill-all-on-port'],
      ['sysctl -w net.ipv4.tcp_fin_timeout=10', 'linux', 'tcp-fin-timeout'],
      ['set net.ipv4.tcp_tw_recycle = 1', 'linux', 'tcp-tw-recycle'],
      ['set MaxUserPort to 65534', 'win32', 'max-user-port'],
      ['TcpTimedWaitDelay=5', 'win32', 'timed-wait-delay-below-30'],
      ['use SO_REUSEADDR', 'win32', 'reuse-address-on-windows'],
      ['send Connection: close', 'linux', 'connection-close'],
    ];
    for (const [words, platform, id] of asked) {
      const found = wrongAdviceIn(words, platform);
      assert.ok(
        found.some((each) => each.id === id && each.whyNot.length > 20 && each.source.length > 3),
        `${words}: ${found.map((each) => each.id).join()}`,
      );
    }
  });

  it('is not told of what is right', () => {
    for (const [words, platform] of [
      ['lsof -tiTCP:3000 -sTCP:LISTEN | xargs kill', 'linux'],
      ['TcpTimedWaitDelay=30', 'win32'],
      ['TcpTimedWaitDelay = 120', 'win32'],
      ['SO_REUSEADDR', 'linux'],
      ['taskkill /PID 4242', 'win32'],
      ['kill 4242', 'linux'],
      ['netsh int ipv4 set dynamicport tcp start=10000 num=55536', 'win32'],
      ['killall -HUP mDNSResponder', 'darwin'],
    ] as const) {
      assert.deepEqual(wrongAdviceIn(words, platform), [], words);
    }
  });

  it('is looked for in bounded time, whatever the text', () => {
    for (const text of ['killall ', 'lsof ', 'using ', 'connection:', 'TcpTimedWaitDelay ']) {
      assert.ok(wrongAdviceIn(text.repeat(200_000), 'win32').length < 20);
      assert.ok(wrongAdviceIn(text.repeat(200_000), 'linux').length < 20);
    }
  });
});
