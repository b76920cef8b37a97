/** Each way to run out of local ports, brought about by real programs, and what is said of it. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Verdict } from '../../../src/explain/verdict';
import { whyNoNamespace } from '../../host/namespace.mjs';
import { openStage, programPath, type Program, type Stage } from './stage';

const python = '/usr/bin/python3';

describe('ports that run out, on a running kernel', function () {
  this.timeout(120_000);
  let stage: Stage;

  before(function () {
    const reason = whyNoNamespace();
    if (reason === undefined) return;
    process.stdout.write(`    skipped: ${reason}\n`);
    this.skip();
  });

  beforeEach(async () => {
    stage = await openStage('40000-40199,0');
  });

  afterEach(async () => {
    await stage.close();
  });

  async function exhausted(
    closes: 'first' | 'after' | 'never',
    ...client: readonly string[]
  ): Promise<{ readonly verdict: Verdict; readonly client: Program }> {
    const service = await stage.node('service.mjs', 5000, closes);
    await service.prints(/listening/);
    const program = await stage.node('client.mjs', 5000, ...client);
    const sighting = await program.fails();
    if (client[1] === 'die') {
      await program.ended();
      // The service closes its ends one after the other; until then nothing waits.
      await delay(300);
    }
    return { verdict: await stage.verdict(sighting), client: program };
  }

  it('by TIME_WAIT: connections that the client closes one after the other', async () => {
    const { verdict } = await exhausted('after', 'closes', 'die');
    says(verdict, 'time-wait-exhaustion', 'certain', /^Out of local ports to 127\.0\.0\.1:5000\.$/);
    assert.match(verdict.proof, /^All 200 are in use: (?:200|199) wait in TIME_WAIT/);
  });

  it('by connections that are kept: the program lives on', async () => {
    const { verdict } = await exhausted('after', 'keeps', 'live');
    says(verdict, 'open-connections', 'certain', /they are held by open connections\.$/);
    assert.match(verdict.proof, /^All 200 are in use: 200 are open\./);
  });

  it('by connections that are kept: the program dies of it, and its end closes them all', async () => {
    const { verdict } = await exhausted('after', 'keeps', 'die');
    says(verdict, 'open-connections', 'likely', /they are held by open connections\.$/);
    const [, open] =
      /^(\d+) of 200 were open at the error: the program’s end closed \d+ of them within \d+ ms\.$/.exec(
        verdict.proof,
      ) ?? [];
    assert.ok(Number(open) >= 190, verdict.proof);
    assert.equal(verdict.forecast, undefined, 'how fast they were made is not known');
  });

  it('by a leak: the other side closes, the program never does', async () => {
    const { verdict } = await exhausted('first', 'half', 'live');
    says(verdict, 'close-wait-leak', 'certain', /your program leaks its connections\.$/);
    assert.match(verdict.proof, /^(?:200|199) of 200 were closed by the other side and never/);
  });

  it('by a leak at the other end: the program closes, the service never does', async () => {
    const { verdict } = await exhausted('never', 'closes', 'live');
    says(verdict, 'peer-keeps-open', 'certain', /the other side leaks them\.$/);
    assert.match(verdict.proof, /^(?:200|199) of 200 were closed by your side and not/);
  });

  it('by a bind before each connect', async () => {
    const { verdict } = await exhausted('after', 'keeps', 'live', '127.0.0.1');
    says(verdict, 'bind-first-exhaustion', 'certain', /your program binds before it connects/);
    assert.match(verdict.proof, /^All 200 are in use: 200 are open\./);
  });

  it('by a bind before each connect, in Python, where the bind itself fails', async () => {
    const service = await stage.node('service.mjs', 5000, 'after');
    await service.prints(/listening/);
    const client = await stage.start(python, [programPath('bind_first.py')]);
    const sighting = await client.fails();
    assert.equal(sighting.error.endpoint?.port, 0);
    const verdict = await stage.verdict(sighting);
    says(verdict, 'bind-first-exhaustion', 'certain', /your program binds before it connects/);
    assert.match(verdict.proof, /^All 200 are in use: 200 are open\./);
  });
});

function says(verdict: Verdict, cause: string, confidence: string, headline: RegExp): void {
  assert.deepEqual([verdict.cause, verdict.confidence], [cause, confidence], verdict.proof);
  assert.equal(verdict.illness, 'ephemeral-exhaustion');
  assert.match(verdict.headline, headline);
  assert.match(verdict.proof, /\d/, 'the number that proves it');
}
