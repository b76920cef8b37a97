import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, type Command } from '../../src/measure/runCommand';

const node = process.execPath;

function script(source: string, changes: Partial<Command> = {}): Command {
  return {
    file: node,
    args: ['-e', source],
    timeLimitMs: 8_000,
    maxBytes: 10_000,
    ...changes,
  };
}

describe('runCommand', () => {
  it('gives the standard output and says which command printed it, and when', async () => {
    const before = Date.now();
    const reading = await runCommand(script('process.stdout.write("grüße")'));
    assert.equal(reading.kind, 'value');
    assert.equal(reading.value, 'grüße');
    assert.equal(reading.from.how, 'command');
    assert.equal(reading.from.where, `${node} -e process.stdout.write("grüße")`);
    assert.ok(reading.from.atMs >= before && reading.from.atMs <= Date.now());
  });

  it('keeps the bytes of another code page apart when asked for latin1', async () => {
    const source = 'process.stdout.write(Buffer.from([0x41, 0x99, 0x42]))';
    const asUtf8 = await runCommand(script(source));
    const asLatin1 = await runCommand(script(source, { encoding: 'latin1' }));
    assert.equal(asUtf8.kind === 'value' && asUtf8.value, 'A\ufffdB');
    assert.equal(asLatin1.kind === 'value' && asLatin1.value, 'A\u0099B');
  });

  it('hands the arguments over as they are: no shell reads them', async () => {
    const reading = await runCommand({
      ...script('process.stdout.write(process.argv[1])'),
      args: ['-e', 'process.stdout.write(process.argv[1])', '$(id); `id` && %PATH% "'],
    });
    assert.equal(reading.kind === 'value' && reading.value, '$(id); `id` && %PATH% "');
  });

  it('adds to the environment and keeps the rest of it', async () => {
    const reading = await runCommand(
      script('process.stdout.write([process.env.LC_ALL, typeof process.env.PATH].join())', {
        env: { LC_ALL: 'C' },
      }),
    );
    assert.equal(reading.kind === 'value' && reading.value, 'C,string');
  });

  it('ends a command that takes too long, even one that ignores the gentle signal', async () => {
    const startedAt = Date.now();
    const reading = await runCommand(
      script('process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)', { timeLimitMs: 300 }),
    );
    assert.equal(reading.kind === 'unavailable' && reading.reason, 'timed-out');
    assert.ok(Date.now() - startedAt < 5_000);
  });

  it('does not wait for a grandchild that keeps the output open', async function () {
    if (process.platform === 'win32') {
      process.stdout.write('      skipped: needs /bin/sh\n');
      this.skip();
    }
    const startedAt = Date.now();
    const reading = await runCommand({
      file: '/bin/sh',
      args: ['-c', 'sleep 6 & sleep 6'],
      timeLimitMs: 300,
      maxBytes: 1_000,
    });
    assert.equal(reading.kind === 'unavailable' && reading.reason, 'timed-out');
    assert.ok(Date.now() - startedAt < 4_000);
  });

  it('stops a command that prints too much', async () => {
    const reading = await runCommand(
      script('setInterval(() => process.stdout.write("x".repeat(4096)), 1)', { maxBytes: 20_000 }),
    );
    assert.equal(reading.kind === 'unavailable' && reading.reason, 'too-large');
  });

  it('says that a missing program was not found', async () => {
    const reading = await runCommand(script('', { file: '/nowhere/netstat' }));
    assert.equal(reading.kind === 'unavailable' && reading.reason, 'not-found');
  });

  it('refuses a program that would be looked up in PATH', async () => {
    const reading = await runCommand(script('process.stdout.write("ran")', { file: 'node' }));
    assert.equal(reading.kind === 'unavailable' && reading.reason, 'not-found');
  });

  it('says that a file may not be executed', async function () {
    if (process.platform === 'win32') {
      process.stdout.write('      skipped: Windows has no execute bit\n');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'run-command-'));
    try {
      const file = join(folder, 'plain');
      writeFileSync(file, 'text', { mode: 0o600 });
      const reading = await runCommand(script('', { file, args: [] }));
      assert.equal(reading.kind === 'unavailable' && reading.reason, 'permission');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives the start of the error text of a command that failed', async () => {
    const source =
      'process.stderr.write("no such table " + "y".repeat(5000)); process.exitCode = 3';
    const reading = await runCommand(script(source));
    assert.equal(reading.kind, 'unavailable');
    assert.equal(reading.reason, 'failed');
    assert.match(reading.detail, /^no such table y+…$/);
    assert.equal(reading.detail.length, 300);
  });

  it('takes an exit code that is an answer as one', async () => {
    const source = 'process.stdout.write("nobody"); process.exitCode = 1';
    const refused = await runCommand(script(source));
    const accepted = await runCommand(script(source, { acceptedExitCodes: [0, 1] }));
    assert.equal(refused.kind, 'unavailable');
    assert.equal(accepted.kind === 'value' && accepted.value, 'nobody');
  });

  it('stops when it is cancelled, before or during the run', async () => {
    const early = new AbortController();
    early.abort();
    const before = await runCommand(script('process.stdout.write("ran")'), early.signal);
    assert.equal(before.kind === 'unavailable' && before.reason, 'cancelled');

    const late = new AbortController();
    const running = runCommand(script('setInterval(() => {}, 1000)'), late.signal);
    setTimeout(() => {
      late.abort();
    }, 100);
    const during = await running;
    assert.equal(during.kind === 'unavailable' && during.reason, 'cancelled');
  });
});
