import assert from 'node:assert/strict';
import {
  AnswerSession,
  DEFAULT_SESSION_LIMITS,
  type SessionLimits,
} from '../../../src/measure/windows/answerSession';
import type { Clock } from '../../../src/measure/clock';
import { moment } from '../support/moments';

/** A helper that speaks like the PowerShell one: each word of a question is one behaviour. */
const HELPER = `
const lines = require('node:readline').createInterface({ input: process.stdin });
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
process.stdout.write('a banner\\n');
lines.on('line', (line) => {
  const [idText, word, argument] = line.split(' ');
  const id = Number(idText);
  if (word === 'pid') say({ id, result: process.pid });
  if (word === 'echo') say({ id, result: argument });
  if (word === 'slow') setTimeout(() => say({ id, result: 'late' }), Number(argument));
  if (word === 'fail') say({ id, error: 'no such cmdlet' });
  if (word === 'die') process.stderr.write('policy forbids it', () => process.exit(1));
  if (word === 'flood') setInterval(() => process.stdout.write('x'.repeat(65536)), 1);
  if (word === 'pieces') { process.stdout.write('{"id":' + id); setTimeout(() => process.stdout.write(',"result":"ü"}\\r\\n'), 30); }
});
`;

function sessionWith(
  limits: Partial<SessionLimits> = {},
  source = HELPER,
  clock?: Clock,
): AnswerSession {
  return new AnswerSession(
    { file: process.execPath, args: ['-e', source] },
    { ...DEFAULT_SESSION_LIMITS, answerTimeLimitMs: 5_000, ...limits },
    clock,
  );
}

describe('windows/answerSession', () => {
  let session: AnswerSession;
  afterEach(() => {
    session.dispose();
  });

  async function answerTo(question: string): Promise<unknown> {
    const reading = await session.ask(question);
    return reading.kind === 'value' ? reading.value : reading.reason;
  }

  it('keeps one process for many questions', async () => {
    session = sessionWith();
    const first = await answerTo('pid');
    assert.equal(typeof first, 'number');
    assert.equal(await answerTo('pid'), first);
    assert.deepEqual(await Promise.all([answerTo('echo a'), answerTo('echo b')]), ['a', 'b']);
  });

  it('says where an answer comes from', async () => {
    session = sessionWith();
    const reading = await session.ask('echo a');
    assert.equal(reading.kind === 'value' && reading.from.where, `${process.execPath} (echo a)`);
  });

  it('matches answers to questions out of order, and puts pieces together', async () => {
    session = sessionWith();
    assert.deepEqual(await Promise.all([answerTo('slow 150'), answerTo('pieces')]), ['late', 'ü']);
  });

  it('gives the error that the helper reports, and goes on', async () => {
    session = sessionWith();
    const reading = await session.ask('fail');
    assert.equal(reading.kind === 'unavailable' && reading.detail, 'no such cmdlet');
    assert.equal(await answerTo('echo still'), 'still');
  });

  it('cancels one question and leaves the process to the others', async () => {
    session = sessionWith();
    const processId = await answerTo('pid');
    const abort = new AbortController();
    const slow = session.ask('slow 200', abort.signal);
    abort.abort();
    const cancelled = await slow;
    assert.equal(cancelled.kind === 'unavailable' && cancelled.reason, 'cancelled');
    assert.equal(await answerTo('pid'), processId);
    const before = await session.ask('pid', abort.signal);
    assert.equal(before.kind === 'unavailable' && before.reason, 'cancelled');
  });

  it('tells everybody when the process dies, and why', async () => {
    session = sessionWith();
    const [waiting, deadly] = await Promise.all([session.ask('slow 3000'), session.ask('die')]);
    for (const reading of [waiting, deadly]) {
      assert.equal(reading.kind === 'unavailable' && reading.reason, 'failed');
      assert.equal(reading.kind === 'unavailable' && reading.detail, 'policy forbids it');
    }
  });

  it('starts a new process after a failure, but not at once', async () => {
    let nowMs = 0;
    session = sessionWith({ restartDelayMs: 1_000 }, HELPER, () => moment(nowMs));
    const first = await answerTo('pid');
    assert.equal(await answerTo('die'), 'failed');
    assert.equal(await answerTo('pid'), 'failed');
    nowMs = 1_000;
    const second = await answerTo('pid');
    assert.equal(typeof second, 'number');
    assert.notEqual(second, first);
  });

  it('ends a process that takes too long', async () => {
    session = sessionWith({ answerTimeLimitMs: 300 });
    const startedAt = Date.now();
    assert.equal(await answerTo('slow 60000'), 'timed-out');
    assert.ok(Date.now() - startedAt < 3_000);
  });

  it('ends a process that never finishes its line', async () => {
    session = sessionWith({ maxAnswerBytes: 200_000 });
    assert.equal(await answerTo('flood'), 'too-large');
  });

  it('says that the program is missing', async () => {
    session = new AnswerSession({ file: '/nowhere/powershell.exe', args: [] });
    assert.equal(await answerTo('pid'), 'not-found');
  });

  it('says that the program does not answer at all', async () => {
    session = sessionWith({}, 'process.exitCode = 1');
    assert.equal(await answerTo('pid'), 'failed');
  });

  it('lets an idle process go, without taking that for a failure', async () => {
    session = sessionWith({ idleLimitMs: 50 });
    const first = Number(await answerTo('pid'));
    const deadline = Date.now() + 5_000;
    while (isAlive(first) && Date.now() < deadline) await pause(20);
    assert.ok(!isAlive(first));
    const second = await answerTo('pid');
    assert.equal(typeof second, 'number');
    assert.notEqual(second, first);
  });

  it('ends with its process when disposed of', async () => {
    session = sessionWith();
    const processId = Number(await answerTo('pid'));
    const open = answerTo('slow 3000');
    session.dispose();
    assert.equal(await open, 'cancelled');
    assert.equal(await answerTo('pid'), 'cancelled');
    const deadline = Date.now() + 5_000;
    while (isAlive(processId) && Date.now() < deadline) await pause(20);
    assert.ok(!isAlive(processId));
  });
});

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
