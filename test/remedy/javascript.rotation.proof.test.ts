import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { AnalysisContext, FixKind } from '../../src/remedy/finding';
import { needsNamespace, withFewPorts } from './fewPorts';
import { patient, readFixture } from './fixtures';
import { openWorkshop, programsDir, type Run, type Workshop } from './programs';
import { holdPort, startServer } from './server';

/** Each connects anew for every call, and closes first. */
const programs = [
  { name: 'agent-destroyed.cjs', error: 'EADDRNOTAVAIL' },
  { name: 'agent-per-call.cjs', error: 'EADDRNOTAVAIL' },
  { name: 'undici-client.cjs', error: 'EADDRNOTAVAIL' },
];

// Ports 1024-1123: the only ones left beside this range, so that the turn wraps round ten times.
const crowded: AnalysisContext = { ephemeralRange: { first: 1124, last: 65535 } };

describe('rotation in JavaScript, with 100 ephemeral ports and no reuse of TIME_WAIT', function () {
  this.timeout(120_000);
  let analyzer: Analyzer;
  let workshop: Workshop;
  before(function () {
    needsNamespace(this);
    analyzer = createAnalyzer(patient);
    workshop = openWorkshop();
  });
  after(() => {
    // Undefined where the suite was skipped.
    (analyzer as Analyzer | undefined)?.dispose();
    (workshop as Workshop | undefined)?.close();
  });

  const run = async (
    name: string,
    kind: FixKind | 'original',
    calls: number,
  ): Promise<Run & { readonly ports: readonly number[] }> => {
    const { text, languageId } = readFixture(`javascript/programs/${name}`);
    const fixed =
      kind === 'original' ? text : await fixAll(analyzer, text, languageId, crowded, kind);
    const client = join(workshop.dir, name);
    writeFileSync(client, fixed);
    const command = [process.execPath, join(programsDir, 'run.cjs'), client, '{port}'];
    const { stdout, ports } = await withFewPorts([...command, String(calls), '1'], 'client');
    return { ...(JSON.parse(stdout) as Run), ports };
  };

  for (const { name, error } of programs) {
    it(`${name} fails on the 101st call`, async () => {
      const { answers, ports } = await run(name, 'original', 105);
      assert.deepEqual(
        answers.slice(0, 100),
        Array.from({ length: 100 }, (_, id) => `answer /${id}`),
      );
      assert.deepEqual(new Set(answers.slice(100)), new Set([error]));
      assert.equal(new Set(ports).size, 100);
    });

    it(`${name} with rotation makes a thousand connections, ten times round its 100 ports`, async () => {
      const { answers, ports, failed } = await run(name, 'rotation', 1_000);
      assert.equal(failed, 0);
      assert.deepEqual(
        answers,
        Array.from({ length: 1_000 }, (_, id) => `answer /${id}`),
      );
      assert.deepEqual(
        ports,
        Array.from({ length: 1_000 }, (_, turn) => 1024 + (turn % 100)),
      );
    });
  }
});

describe('rotation for undici, where ports are taken', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let workshop: Workshop;
  before(() => {
    analyzer = createAnalyzer(patient);
    workshop = openWorkshop();
  });
  after(() => {
    analyzer.dispose();
    workshop.close();
  });

  it('skips them, and gives up with the error when all are', async () => {
    const { text, languageId } = readFixture('javascript/programs/undici-client.cjs');
    const fixed = await fixAll(analyzer, text, languageId, crowded, 'rotation');
    const block = Array.from({ length: 100 }, (_, index) => 1024 + index);
    const taken = await Promise.all(block.map((port) => holdPort(port, '0.0.0.0')));
    const server = await startServer({ closes: true });
    try {
      const run = (calls: number) => workshop.run('client.cjs', fixed, server.port, calls, 1);
      assert.deepEqual(await run(1), { answers: ['EADDRINUSE'], failed: 1 });
      for (const holder of taken.splice(40)) holder.close();
      const { failed } = await run(5);
      assert.equal(failed, 0);
      assert.deepEqual(server.remotePorts, [1064, 1065, 1066, 1067, 1068]);
    } finally {
      for (const holder of taken) holder.close();
      server.close();
    }
  });
});
