/** Each way to find a port taken that Linux knows, brought about by real programs, and what is said. */
import assert from 'node:assert/strict';
import { copyFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Act } from '../../../src/explain/act';
import type { Verdict } from '../../../src/explain/verdict';
import { whyNoNamespace } from '../../host/namespace.mjs';
import { launchOf, openStage, programPath, type Stage } from './stage';

const python = '/usr/bin/python3';
const nobody = 65_534;

describe('a port that is taken, on a running kernel', function () {
  this.timeout(120_000);
  let stage: Stage;

  before(function () {
    const reason = whyNoNamespace();
    if (reason === undefined) return;
    process.stdout.write(`    skipped: ${reason}\n`);
    this.skip();
  });

  beforeEach(async () => {
    stage = await openStage();
  });

  afterEach(async () => {
    await stage.close();
  });

  it('is held by the previous run: the debuggee outlived its debugger', async () => {
    const session = await stage.node('launcher.mjs', programPath('server.mjs'), 3000);
    await session.prints(/listening/);
    const { atMs } = await session.end('SIGKILL');
    const next = await stage.node('server.mjs', 3000);
    const launches = [
      launchOf(session, { endedAtMs: atMs, workspaceFolder: stage.folder }),
      launchOf(next, { id: 'next' }),
    ];
    const verdict = await stage.verdict(await next.fails(), { launches, failedLaunchId: 'next' });
    says(
      verdict,
      'previous-run',
      'likely',
      /^Port 3000 is held by your previous run: node .*, started .* ago by your debug session “API” in this folder\.$/,
    );
    assert.notEqual(holderId(verdict), session.processId);
    assert.equal(stopTarget(verdict), holderId(verdict));
    assert.equal(verdict.acts[0]?.kind, 'stop-holder');

    // Seen while it ran, it is known by its id; nobody knew it, by its folder and its lost parent.
    const descendants = [{ processId: holderId(verdict) }];
    const known = [{ ...launches[0]!, descendants }, launches[1]!];
    const sure = await stage.verdict(await next.fails(), {
      launches: known,
      failedLaunchId: 'next',
    });
    says(sure, 'previous-run', 'certain', /your debug session “API”/);
    const unknown = await stage.verdict(await next.fails());
    says(unknown, 'previous-run', 'likely', /ago in this folder\.$/);
    assert.equal(stopTarget(unknown), holderId(verdict));
  });

  it('is served by a second instance in another terminal', async () => {
    const terminal = await stage.node('launcher.mjs', programPath('server.mjs'), 3000);
    await terminal.prints(/listening/);
    const next = await stage.node('server.mjs', 3000);
    const launch = launchOf(terminal, { kind: 'terminal', label: 'zsh' });
    const verdict = await stage.verdict(await next.fails(), {
      launches: [launch, launchOf(next, { id: 'next' })],
      failedLaunchId: 'next',
    });
    says(
      verdict,
      'second-instance',
      'certain',
      /^Port 3000 is served already: .* by your terminal “zsh” in this folder\.$/,
    );
    assert.deepEqual(verdict.acts[0], { kind: 'go-to-owner', launch });
    const outside = await stage.verdict(await next.fails());
    says(outside, 'second-instance', 'likely', /ago in this folder\.$/);
  });

  it('is served by a second watcher: node --watch in two terminals', async () => {
    const watch = () =>
      stage.start(process.execPath, ['--watch', programPath('server.mjs'), '3000', '127.0.0.1']);
    const first = await watch();
    await first.prints(/listening/);
    const second = await watch();
    const sighting = await second.fails();
    const commandLine = 'node --watch server.mjs';
    const launches = [
      launchOf(first, { kind: 'terminal', label: 'zsh', commandLine }),
      launchOf(second, { id: 'second', kind: 'terminal', label: 'bash', commandLine }),
    ];
    const verdict = await stage.verdict(sighting, { launches, failedLaunchId: 'second' });
    says(
      verdict,
      'second-instance',
      'certain',
      /^Port 3000 is served already: .* by your terminal “zsh” in this folder\.$/,
    );
    assert.deepEqual(verdict.acts[0], { kind: 'go-to-owner', launch: launches[0] });
    const watched = /runs under node --watch, which starts it again/;
    assert.match(verdict.explanation, watched);
    const stop = verdict.acts.find((act) => act.kind === 'stop-holder');
    assert.match(stop?.target.caution ?? '', watched);
  });

  it('was let go of too late: node --watch restarts before the old run has ended', async () => {
    const script = join(stage.folder, 'launcher.mjs');
    copyFileSync(programPath('launcher.mjs'), script);
    const watch = await stage.start(process.execPath, [
      '--watch',
      script,
      programPath('server.mjs'),
      '3000',
      '127.0.0.1',
      '1500',
    ]);
    await watch.prints(/listening/);
    // It counts as changed while the old server is older than a second, as it is in earnest.
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    utimesSync(script, new Date(), new Date());
    const sighting = await watch.fails();
    const launches = [launchOf(watch, { commandLine: 'node --watch launcher.mjs' })];
    const known = { launches, failedLaunchId: launches[0]!.id };
    const verdict = await stage.verdictLater(sighting, known, () => untilFree(3000, stage));
    says(
      verdict,
      'restart-race',
      'certain',
      /^The restart came too soon: node .* still held port 3000\.$/,
    );
    assert.match(
      verdict.proof,
      /^It listened there at the error and has let go within [\d.]+ s\.$/,
    );
    assert.equal(verdict.acts[0]?.kind, 'restart-session');
    assert.equal(stopTarget(verdict), undefined);
  });

  it('is let go of in the very moment: the run before has just ended', async () => {
    const before = await stage.node('server.mjs', 3000);
    await before.prints(/listening/);
    const next = await stage.node('server.mjs', 3000);
    const sighting = await next.fails();
    const { atMs } = await before.end('SIGKILL');
    const launches = [launchOf(before, { endedAtMs: atMs }), launchOf(next, { id: 'next' })];
    const known = { launches, failedLaunchId: 'next' };
    const verdict = await stage.verdict(sighting, known);
    says(
      verdict,
      'restart-race',
      'likely',
      /^The restart came too soon: your debug session “API” still held port 3000\.$/,
    );
    assert.match(verdict.proof, /^It ended [\d.]+ m?s after the error\.$/);
    says(
      await stage.verdict(sighting),
      'already-free',
      'likely',
      /^Port 3000 was taken and is free again\.$/,
    );
  });

  it('is held by the program itself, which listens twice', async () => {
    const program = await stage.node('twice.mjs', 3000);
    const launches = [launchOf(program)];
    const known = { launches, failedLaunchId: launches[0]!.id };
    const verdict = await stage.verdict(await program.fails(), known);
    says(verdict, 'listens-twice', 'certain', /^Your program listens on port 3000 twice\.$/);
    assert.equal(holderId(verdict), program.processId);
    assert.equal(stopTarget(verdict), undefined);
  });

  it('is the debugger’s: two programs with --inspect', async () => {
    const inspected = ['--inspect=127.0.0.1:9229', programPath('service.mjs')];
    const first = await stage.start(process.execPath, [...inspected, '3001', 'after']);
    await first.prints(/listening/);
    const second = await stage.start(process.execPath, [...inspected, '3002', 'after']);
    const verdict = await stage.verdict(await second.fails());
    says(
      verdict,
      'inspector-port',
      'certain',
      /^The debugger’s port 9229 is taken: node --inspect/,
    );
    assert.equal(holderId(verdict), first.processId);
    assert.equal(stopTarget(verdict), undefined);
  });

  it('is held with all addresses, of both families', async () => {
    const all = await stage.node('server.mjs', 3000, '::');
    await all.prints(/listening/);
    for (const address of ['127.0.0.1', '0.0.0.0']) {
      const one = await stage.node('server.mjs', 3000, address);
      const verdict = await stage.verdict(await one.fails(), { workspaceFolders: [] });
      if (address === '0.0.0.0') {
        says(
          verdict,
          'address-overlap',
          'certain',
          /^Port 3000 is held on all addresses, 0\.0\.0\.0 included: node /,
        );
      } else {
        says(
          verdict,
          'address-overlap',
          'certain',
          /^Port 3000 is held on all addresses, 127\.0\.0\.1 included: node /,
        );
        assert.match(
          verdict.proof,
          /^It listens at \[::\]:3000, which includes 127\.0\.0\.1:3000\.$/,
        );
      }
      assert.match(verdict.explanation, /unless it is told to be IPv6 only/);
    }
    const single = await stage.node('server.mjs', 3100, '127.0.0.1');
    await single.prints(/listening/);
    const wildcard = await stage.node('server.mjs', 3100, '::');
    const verdict = await stage.verdict(await wildcard.fails(), { workspaceFolders: [] });
    says(
      verdict,
      'address-overlap',
      'certain',
      /^Port 3100 is wanted on all addresses, and one of them is held: node /,
    );
    // Two single addresses are in nobody's way, and no error tells that "localhost" is two servers.
    const other = await stage.node('server.mjs', 3100, '::1');
    await other.prints(/listening/);
  });

  it('is kept by connections in TIME_WAIT: a Python server without SO_REUSEADDR', async () => {
    const first = await stage.start(python, [programPath('server.py')]);
    await first.prints(/listening/);
    const client = await stage.node('outgoing.mjs', 8000);
    await client.prints(/port/);
    await first.ended();
    await client.end();
    const second = await stage.start(python, [programPath('server.py')]);
    const verdict = await stage.verdict(await second.fails());
    says(
      verdict,
      'waiting-listener',
      'certain',
      /^Port 8000 is kept for another (?:5\d|60) s by closed connections of an earlier run\.$/,
    );
    assert.match(
      verdict.proof,
      /^Nobody listens, but 1 closed connection waits there in TIME_WAIT, for another \d+ s\.$/,
    );
    const [wait] = verdict.acts;
    assert.ok(wait?.kind === 'wait-until-free' && (wait.freeInMs ?? 0) > 40_000);
    // The same rows are in nobody's way who sets SO_REUSEADDR, but the first must have it as well.
    const node = await stage.node('server.mjs', 8000, '127.0.0.1');
    const other = await stage.verdict(await node.fails());
    assert.equal(other.cause, 'already-free');
    assert.match(
      other.evidence.at(-1)?.text ?? '',
      /^1 connection that was served there lately is still in the table\.$/,
    );
  });

  it('was handed out to an outgoing connection', async () => {
    const service = await stage.node('service.mjs', 5000, 'after');
    await service.prints(/listening/);
    const client = await stage.node('outgoing.mjs', 5000);
    const port = Number((await client.prints(/port (\d+)/))[1]);
    const server = await stage.node('server.mjs', port, '127.0.0.1');
    const verdict = await stage.verdict(await server.fails());
    says(verdict, 'outgoing-on-port', 'certain', /was handed out to an outgoing connection\.$/);
    assert.match(
      verdict.proof,
      /^node .* \(pid \d+\) is connected from it to 127\.0\.0\.1:5000\.$/,
    );
    assert.match(verdict.explanation, /from 40000 to 40199 .* below 40000/);
    assert.deepEqual(verdict.acts[0], {
      kind: 'use-next-free-port',
      port,
      avoid: [{ first: 40_000, last: 40_199 }],
    });
  });

  it('is for the administrator, and this is an ordinary user', async function () {
    if (process.getuid?.() !== 0) {
      process.stdout.write('    skipped: only root can become an ordinary user here\n');
      this.skip();
    }
    const listens = "require('net').createServer().listen(80, '127.0.0.1')";
    const server = await stage.start(process.execPath, ['-e', listens], { userId: nobody });
    const verdict = await stage.verdict(await server.fails());
    says(verdict, 'privileged-port', 'certain', /^Port 80 needs administrator rights\.$/);
    assert.equal(verdict.proof, 'Ports below 1024 are for the administrator, and this is 80.');
    assert.ok(
      verdict.evidence.some(({ from }) => from?.where.includes('ip_unprivileged_port_start')),
    );
  });

  it('stands at an address that this machine does not have', async () => {
    const server = await stage.node('server.mjs', 3000, '192.0.2.77');
    const verdict = await stage.verdict(await server.fails());
    says(
      verdict,
      'address-not-local',
      'certain',
      /^192\.0\.2\.77 is not an address of this machine\.$/,
    );
    assert.equal(verdict.proof, 'Its addresses are 127.0.0.1, ::1.');
  });
});

function says(verdict: Verdict, cause: string, confidence: string, headline: RegExp): void {
  assert.deepEqual([verdict.cause, verdict.confidence], [cause, confidence], verdict.headline);
  assert.match(verdict.headline, headline);
  assert.match(verdict.proof, /\d/, 'the number that proves it');
}

function holderId({ holder }: Verdict): number {
  return holder?.process.kind === 'value' ? holder.process.value.processId : 0;
}

function stopTarget({ acts }: Verdict): number | undefined {
  const stop = acts.find(
    (act): act is Extract<Act, { kind: 'stop-holder' }> => act.kind === 'stop-holder',
  );
  return stop?.target.processId;
}

/** Waits until a server of the stage's own can listen there. */
async function untilFree(port: number, stage: Stage): Promise<void> {
  for (;;) {
    const probe = await stage.node('service.mjs', port, 'after');
    const isFree = await probe.prints(/listening/).then(
      () => true,
      () => false,
    );
    if (isFree) {
      await probe.end();
      return;
    }
  }
}
