import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import type { Database, StartDatabase } from './databases';
import {
  countConnectionsTo,
  startMariadb,
  startMongoStandIn,
  startPostgres,
  startRedis,
} from './databases';
import { patient, readFixture } from './fixtures';
import type { Run } from './programs';
import { openWorkshop, type Workshop } from './programs';

const calls = 12;
const concurrency = 3;

/** A MongoDB client has one more connection that watches the server. */
const databases: readonly {
  readonly name: string;
  readonly start: StartDatabase;
  readonly programs: readonly string[];
  readonly watchers: number;
}[] = [
  {
    name: 'PostgreSQL',
    start: startPostgres,
    programs: ['pg-query.cjs', 'pg-transaction.cjs', 'pg-pool.cjs'],
    watchers: 0,
  },
  {
    name: 'MariaDB',
    start: startMariadb,
    programs: ['mysql-query.cjs', 'mysql-transaction.cjs', 'mysql-callback.cjs'],
    watchers: 0,
  },
  {
    name: 'Redis',
    start: startRedis,
    programs: ['redis-client.cjs', 'redis-chained.cjs'],
    watchers: 0,
  },
  {
    name: 'MongoDB (a stand-in)',
    start: startMongoStandIn,
    programs: ['mongo-client.cjs'],
    watchers: 1,
  },
];

for (const { name, start, programs, watchers } of databases) {
  describe(`database clients, run against ${name}`, function () {
    this.timeout(60_000);
    let analyzer: Analyzer;
    let workshop: Workshop;
    let dir: string;
    let database: Database | undefined;
    before(async function () {
      dir = mkdtempSync(join(tmpdir(), 'remedy-db-'));
      chmodSync(dir, 0o755);
      analyzer = createAnalyzer(patient);
      workshop = openWorkshop();
      database = await start(dir);
      if (database === undefined) {
        process.stderr.write(`skipped: ${name} is not installed\n`);
        this.skip();
      }
    });
    after(() => {
      database?.stop();
      analyzer.dispose();
      workshop.close();
      rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
    });

    const counted = async (program: string, text: string): Promise<Run & { opened: number }> => {
      const proxy = await countConnectionsTo(database!.port);
      try {
        const result = await workshop.run(program, text, proxy.port, calls, concurrency);
        return { ...result, opened: proxy.opened() };
      } finally {
        proxy.close();
      }
    };

    for (const program of programs) {
      it(`${program} opens a connection per call, and after the fix no more than run at once`, async () => {
        const { text, languageId } = readFixture(`javascript/programs/${program}`);
        const before = await counted(program, text);
        assert.ok(before.opened >= calls, `${before.opened} connections`);
        const fixed = await fixAll(analyzer, text, languageId);
        const after = await counted(program, fixed);
        const most = concurrency + watchers;
        assert.ok(after.opened >= 1 && after.opened <= most, `${after.opened} connections`);
        assert.deepEqual(after.answers, before.answers);
        assert.equal(new Set(after.answers).size, calls);
        assert.equal(after.failed, 0);
      });
    }
  });
}
