import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Editor, Python, Seen, Told } from './probed';
import { has, programs, pythons, run, startCountingServer, startEditor } from './probed';

const calls = 24;
const file = join(programs, 'clients.py');
const lines = readFileSync(file, 'utf8').split('\n');

interface Case {
  readonly name: string;
  /** The mark of the calling line; the name of the case where it is not said. */
  readonly mark?: string;
  readonly module?: string;
  readonly extra?: string;
  /** Whether the probe can know the requests. */
  readonly requests?: boolean;
  /** At most so many connections may be needed; else there is one a call. */
  readonly reuses?: number;
  /** Traced by the debugger of VS Code's Python, as in a debug session. */
  readonly isDebugged?: true;
  /** More than the probe looks at one by one: most only leave a note. */
  readonly calls?: number;
}

const cases: readonly Case[] = [
  { name: 'urllib_loop' },
  { name: 'http_client_per_call' },
  { name: 'http_client_reused', reuses: 1 },
  { name: 'requests_loop', module: 'requests' },
  { name: 'requests_session', module: 'requests', reuses: 1 },
  { name: 'httpx_loop', module: 'httpx' },
  { name: 'httpx_client', module: 'httpx', reuses: 1 },
  { name: 'httpx_async', module: 'httpx', reuses: 3 },
  { name: 'aiohttp_per_call', module: 'aiohttp' },
  { name: 'aiohttp_shared', module: 'aiohttp', reuses: 3 },
  { name: 'threads' },
  { name: 'asyncio_streams', requests: false },
  { name: 'plain_sockets', requests: false },
  { name: 'urllib_loop', calls: 1200 },
  { name: 'http_client_reused', reuses: 1, calls: 2400 },
  { name: 'requests_loop', module: 'requests', calls: 360 },
  { name: 'httpx_client', module: 'httpx', reuses: 1, calls: 360 },
  { name: 'aiohttp_per_call', module: 'aiohttp', calls: 360 },
  { name: 'threads', calls: 1200 },
  { name: 'plain_sockets', requests: false, calls: 1200 },
  { name: 'bare_sockets', requests: false, calls: 600 },
  { name: 'multiprocessing', extra: 'fork' },
  // Here the end of the children is what tells the last of them.
  { name: 'multiprocessing', extra: 'fork', calls: 600 },
  { name: 'multiprocessing', extra: 'spawn' },
  { name: 'multiprocessing', extra: 'forkserver' },
  { name: 'fork_and_end', mark: 'multiprocessing' },
  { name: 'urllib_loop', module: 'debugpy', isDebugged: true },
  { name: 'http_client_reused', reuses: 1, calls: 600, module: 'debugpy', isDebugged: true },
  { name: 'threads', module: 'debugpy', isDebugged: true },
];

const debuggerArguments = ['-m', 'debugpy', '--listen', '127.0.0.1:0'];
/** Else the debugger warns of the interpreter's own modules, which have no files. */
const debuggerVariables = { PYDEVD_DISABLE_FILE_VALIDATION: '1' };

describe('the Python probe counts', function () {
  this.timeout(60_000);
  let editor: Editor;
  let server: Seen;
  beforeEach(async () => {
    editor = await startEditor();
    server = await startCountingServer();
  });
  afterEach(async () => {
    server.close();
    for (const socket of editor.sockets) socket.destroy();
    await editor.close();
  });

  const installed = pythons();
  it('is tested with a Python that is installed', function () {
    if (installed.length === 0) {
      console.log('no Python of 3.8 or newer is here');
      this.skip();
    }
  });

  for (const python of installed) {
    for (const each of cases) {
      const how = each.isDebugged ? 'under debugpy' : (each.extra ?? '');
      const what = `${each.calls ?? calls} of ${each.name} ${how}`;
      it(`${what} with ${python.version}`, async function () {
        if (each.module !== undefined && !has(python, each.module)) {
          console.log(`no ${each.module} for ${python.version}`);
          this.skip();
        }
        await check(python, each);
      });
    }
  }

  async function check(python: Python, each: Case): Promise<void> {
    const made = each.calls ?? calls;
    const args = ['clients.py', each.name, String(server.port), String(made), each.extra ?? ''];
    const outcome = each.isDebugged
      ? await run(python, [...debuggerArguments, ...args], editor.pipe, debuggerVariables)
      : await run(python, args, editor.pipe);
    await editor.close();
    assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0, signal: null });
    const mark = new RegExp(`# ${each.mark ?? each.name}$`);
    const line = lines.findIndex((text) => mark.test(text)) + 1;
    const counts = editor.told.flatMap((told) => countsTo(told, server.port));
    const sum = (of: (count: (typeof counts)[number]) => number): number =>
      counts.reduce((total, count) => total + of(count), 0);
    assert.equal(server.requests, made);
    if (each.reuses === undefined) assert.equal(server.connections, made);
    else assert.ok(server.connections >= 1 && server.connections <= each.reuses);
    assert.equal(
      sum((count) => count.connections),
      server.connections,
    );
    if (each.requests === false) assert.ok(counts.every((count) => count.requests === undefined));
    else
      assert.equal(
        sum((count) => count.requests ?? 0),
        server.requests,
      );
    const places = new Map<string, { connections: number; requests: number }>();
    for (const told of editor.told) {
      for (const count of countsTo(told, server.port)) {
        for (const site of count.sites) {
          const place = ownFrame(told, site.site);
          const before = places.get(place) ?? { connections: 0, requests: 0 };
          places.set(place, {
            connections: before.connections + site.connections,
            requests: before.requests + site.requests,
          });
        }
      }
    }
    const here = `${file}:${line}`;
    const requests = each.requests === false ? 0 : server.requests;
    if (each.calls === undefined) {
      assert.deepEqual(Object.fromEntries(places), {
        [here]: { connections: server.connections, requests },
      });
    } else {
      // What happened since the last look belongs to no place yet.
      assert.deepEqual([...places.keys()], [here]);
      const place = places.get(here);
      assert.ok(place !== undefined && place.connections <= server.connections);
      assert.ok(place.requests <= requests);
    }
    assert.ok(editor.told.every((told) => told.leftOut === 0));
    if (
      process.platform === 'linux' &&
      each.reuses === undefined &&
      each.calls === undefined &&
      each.extra === undefined &&
      each.mark === undefined
    ) {
      const closed = sum((count) => (count.closedHere ?? 0) + (count.closedThere ?? 0));
      assert.equal(closed, server.connections);
    }
  }

  for (const python of installed) {
    it(`failures by their code with ${python.version}`, async () => {
      const { port } = server;
      server.close();
      const args = ['clients.py', 'failing', String(port), String(calls)];
      assert.equal((await run(python, args, editor.pipe)).stderr, '');
      await editor.close();
      const counts = editor.told.flatMap((told) => countsTo(told, port));
      assert.deepEqual(
        counts.map(({ connections, failures, sites }) => ({ connections, failures, sites })),
        [{ connections: 0, failures: { ECONNREFUSED: 2 * calls }, sites: [] }],
      );
    });

    it(`says who it is with ${python.version}`, async () => {
      await run(python, ['clients.py', 'urllib_loop', String(server.port), '3'], editor.pipe);
      await editor.close();
      const [told] = editor.told;
      assert.equal(told?.hello.runtime, 'python');
      assert.equal(told.hello.version, python.version);
      assert.equal(told.hello.parentProcessId, process.pid);
      assert.equal(told.hello.program, 'clients.py');
      assert.ok(Math.abs(told.hello.startedAtMs - Date.now()) < 30_000);
      const destination = [...told.destinations.values()].find((each) => each.port === server.port);
      assert.equal(destination?.address, '127.0.0.1');
      assert.deepEqual(destination.names, ['localhost']);
    });
  }
});

function countsTo(
  told: Told,
  port: number,
): Told['counts'] extends Map<number, infer C> ? C[] : never {
  return [...told.counts.values()].filter(
    (each) =>
      told.destinations.get(each.destination)?.port === port &&
      told.destinations.get(each.destination)?.address === '127.0.0.1',
  );
}

/** The first frame that belongs to the program, as an editor would look for it. */
function ownFrame(told: Told, site: number): string {
  const frame = told.sites.get(site)?.frames.find((each) => !each.file.includes('-packages/'));
  return frame === undefined ? 'no frame of the program' : `${frame.file}:${frame.line}`;
}
