/** Clients of databases against real servers: what these say they were asked is the truth. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { certificate } from '../support/countingServer';
import {
  type DatabaseBooks,
  mariadbBooks,
  mongoBooks,
  type OpenBooks,
  overTls,
  postgresBooks,
  redisBooks,
} from '../support/databaseBooks';
import { assertPlaces, hearProgram } from '../support/heardProgram';
import {
  buildProbe,
  probedEnvironment,
  program,
  run,
  steady,
  totals,
} from '../support/probedProgram';
import { Receiver } from '../support/receiver';
import { everyRuntime, outermost, type Runtime } from '../support/runtimes';

const calls = 36;

interface Server {
  readonly name: string;
  readonly open: OpenBooks;
  readonly files: readonly string[];
  /** Ends with an error of its own, which must stay as it is. */
  readonly golden?: string;
}

const servers: readonly Server[] = [
  {
    name: 'PostgreSQL',
    open: postgresBooks,
    files: ['postgres.cjs', 'postgresPool.cjs'],
    golden: 'postgres.cjs',
  },
  {
    name: 'Redis',
    open: redisBooks,
    files: ['redis.cjs', 'redisShared.cjs'],
    golden: 'redis.cjs',
  },
  { name: 'MariaDB', open: mariadbBooks, files: ['mysql.cjs'] },
  { name: 'MongoDB', open: mongoBooks, files: ['mongo.cjs'] },
];

/** Where the library writes while its caller can be seen: how many requests each line makes. */
const shares: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'redisShared.cjs': { 9: 4, 10: 12, 11: 16, 12: 4 },
};

describe("a database's client under the Node probe", function () {
  this.timeout(120_000);
  let folder: string;
  let file: string;
  let runtimes: readonly Runtime[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sd probe '));
    chmodSync(folder, 0o755); // the servers run as other users
    file = join(folder, 'node.cjs');
    buildProbe(file);
    // The clients want no older one.
    runtimes = outermost((await everyRuntime()).filter(({ major }) => major >= 20));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  async function agrees(
    { executable, version }: Runtime,
    name: string,
    books: DatabaseBooks,
    variables?: NodeJS.ProcessEnv,
  ) {
    const path = program(name);
    const before = await told(books);
    const args = [path, books.url, `${calls}`];
    const threads = await hearProgram({ folder, file }, executable, args, '', variables);
    const after = await told(books);
    const { connections, requests, places } = totals(threads, books.port);
    assert.equal(connections, after.connections - before.connections, version);
    assert.equal(requests, after.requests - before.requests, version);
    assert.equal(requests, calls, version);
    assertPlaces(places, path, version, 'all');
    // So few that each was looked at.
    if (name in shares) assert.deepEqual(requestsByLine(places), shares[name], version);
  }

  it('over TLS, by a name: the same', async function () {
    const plain = await redisBooks(folder);
    const trusted = certificate(folder);
    if (!plain || !trusted) {
      console.log('    skipped: no Redis here, or no openssl to make a certificate with');
      this.skip();
    }
    const secure = await overTls(plain, trusted);
    try {
      const variables = { NODE_EXTRA_CA_CERTS: trusted.file };
      for (const runtime of runtimes) {
        for (const name of ['redis.cjs', 'redisShared.cjs']) {
          await agrees(runtime, name, secure, variables);
        }
      }
    } finally {
      await secure.close();
      await plain.close();
    }
  });

  for (const { name, open, files, golden } of servers) {
    describe(`of ${name}`, () => {
      let books: DatabaseBooks | undefined;
      before(async () => {
        books = await open(folder);
      });
      after(() => books?.close());

      if (golden !== undefined) {
        it('does not notice it: same output, exit code and signal', async function () {
          if (!books) {
            console.log(`    skipped: no ${name} here`);
            this.skip();
          }
          for (const { executable, version } of runtimes) {
            const args = [resolve('test/fixtures/probe/golden', golden), books.url];
            const receiver = await Receiver.open(folder);
            const plain = await run(executable, args);
            const env = probedEnvironment({ file, pipe: receiver.path });
            const probed = await run(executable, args, env);
            await receiver.silence();
            receiver.close();
            assert.deepEqual(steady(probed), steady(plain), version);
            assert.match(plain.stderr, /division by zero|WRONGTYPE/);
            assert.ok(totals(receiver.threads, books.port).requests > 4, version);
          }
        });
      }

      for (const each of files) {
        it(`${each}: each connection and request, and the lines that make them`, async function () {
          if (!books) {
            console.log(`    skipped: no ${name} here`);
            this.skip();
          }
          for (const runtime of runtimes) await agrees(runtime, each, books);
        });
      }
    });
  }
});

async function told(books: DatabaseBooks) {
  return { connections: books.connections(), requests: await books.requests() };
}

function requestsByLine(places: ReturnType<typeof totals>['places']): Record<number, number> {
  const lines: Record<number, number> = {};
  for (const [frame, { requests }] of places) {
    if (frame && requests > 0) lines[frame.line] = (lines[frame.line] ?? 0) + requests;
  }
  return lines;
}
