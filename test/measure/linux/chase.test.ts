/** Connections that are gone before anybody can look, in a /proc of the test's own. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'mocha';
import type { RootedOrigin } from '../../../src/measure/clients';
import type { SidedTable } from '../../../src/measure/linux/chase';
import { ClientOwners } from '../../../src/measure/linux/clientOwners';
import { sidesOf } from '../../../src/measure/socketSides';
import { SocketTableBuilder, stateCode } from '../../../src/measure/socketTable';

const program = 300;
const origins: RootedOrigin[] = [
  { id: 't', kind: 'terminal', label: 'bash', processIds: [program] },
];
const range = { first: 32_768, last: 60_999 };

/** A table with a listener, rows that closed so long ago, and open sockets with these inodes. */
function table({
  closedAgoMs = [],
  inodes = [],
}: {
  closedAgoMs?: number[];
  inodes?: number[];
}): SidedTable {
  const builder = new SocketTableBuilder();
  const local = builder.intern('127.0.0.1');
  const wildcard = builder.intern('0.0.0.0');
  builder.add(4, local, 5_000, wildcard, 0, stateCode('listen'), 1);
  closedAgoMs.forEach((ms, index) => {
    builder.add(4, local, 40_000 + index, local, 5_000, stateCode('time-wait'), 0, 60_000 - ms);
  });
  inodes.forEach((inode, index) => {
    builder.add(4, local, 50_000 + index, local, 5_000, stateCode('established'), inode);
  });
  const read = builder.finish();
  return { table: read, sides: sidesOf(read, range) };
}

describe('connections that are gone before anybody can look', () => {
  let procRoot: string;
  let owners: ClientOwners;

  beforeEach(() => {
    procRoot = mkdtempSync(join(tmpdir(), 'proc-'));
    const directory = join(procRoot, String(program));
    mkdirSync(join(directory, 'fd'), { recursive: true });
    // pid, name, state, parent, group, session, …, start time in field 22 (proc(5)).
    const rest = Array.from({ length: 15 }, () => '0').join(' ');
    writeFileSync(join(directory, 'stat'), `${program} (node) S 1 300 300 ${rest} 42 0`);
    writeFileSync(join(directory, 'cmdline'), 'node\0client.js\0');
    writeFileSync(join(directory, 'comm'), 'node\n');
    owners = new ClientOwners(procRoot);
  });
  afterEach(() => {
    rmSync(procRoot, { recursive: true });
  });

  const opens = (inode: number) => {
    symlinkSync(`socket:[${inode}]`, join(procRoot, String(program), 'fd', String(inode)));
  };
  const closes = (inode: number) => {
    rmSync(join(procRoot, String(program), 'fd', String(inode)));
  };

  it('reads the table again, and finds what was open right before or right after', async () => {
    for (const when of ['before', 'after'] as const) {
      owners = new ClientOwners(procRoot);
      let readings = 0;
      if (when === 'before') opens(70);
      const [found] = await owners.clientsIn(table({ closedAgoMs: [100] }), origins, () => {
        readings += 1;
        if (when === 'before') closes(70);
        else opens(70);
        return Promise.resolve(table({ inodes: [70] }));
      });
      if (when === 'after') closes(70);
      assert.equal(readings, 1, 'no longer than needed');
      assert.deepEqual(found?.destination, { address: '127.0.0.1', port: 5_000 });
      assert.deepEqual(
        found.held.map(({ process, open, news }) => [process.processId, open, news]),
        [[program, 1, 1]],
        when,
      );
    }
  });

  it('tries a bounded number of times, and after a while in vain less often', async () => {
    const triesOfLooks: number[] = [];
    for (let look = 0; look < 21; look += 1) {
      let readings = 0;
      await owners.clientsIn(table({ closedAgoMs: [100] }), origins, () => {
        readings += 1;
        return Promise.resolve(table({ closedAgoMs: [100] }));
      });
      triesOfLooks.push(readings);
    }
    assert.ok(triesOfLooks.every((tries) => tries <= 12));
    assert.deepEqual(
      triesOfLooks.map((tries) => tries > 0),
      Array.from({ length: 21 }, (_, look) => look < 10 || look === 14 || look === 19),
    );
  });

  it('leaves a destination alone that is at rest, and one whose owner was just found', async () => {
    const mustNotRead = () => Promise.reject(new Error('read again'));
    assert.deepEqual(
      await owners.clientsIn(table({ closedAgoMs: [10_000] }), origins, mustNotRead),
      [],
    );
    opens(70);
    await owners.clientsIn(table({ closedAgoMs: [100], inodes: [70] }), origins, mustNotRead);
    await owners.clientsIn(table({ closedAgoMs: [100], inodes: [] }), origins, mustNotRead);
  });

  it('calls a socket others’ only when it was looked for twice', async () => {
    const nothing = () => Promise.resolve(undefined);
    const look = async (...inodes: number[]) => {
      const [found] = await owners.clientsIn(table({ inodes }), origins, nothing);
      return [found?.others, found?.untold];
    };
    const none = { open: 0, news: 0 };
    assert.deepEqual(await look(80), [none, { open: 1, news: 1 }]);
    assert.deepEqual(await look(81), [none, { open: 1, news: 1 }], 'another one, as short');
    assert.deepEqual(await look(81), [{ open: 1, news: 1 }, none]);
    assert.deepEqual(await look(81), [{ open: 1, news: 0 }, none]);
  });
});
