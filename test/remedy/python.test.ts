import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { findingsOf, grammarsDir, readFixtures } from './fixtures';

describe('rules for Python', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer({ grammarsDir, timeLimitMs: 10_000 });
  });
  after(() => {
    analyzer.dispose();
  });

  const severities = async (text: string): Promise<string[]> =>
    (await findingsOf(analyzer, text, 'python')).map(({ severity }) => severity);
  const reused = (text: string): Promise<string> => fixAll(analyzer, text, 'python');

  describe('tell how often a call runs', () => {
    const fetch = 'import requests\n\n\ndef fetch(url):\n    return requests.get(url)\n\n\n';
    for (const [what, text, expected] of [
      ['a function that nobody here calls', fetch, ['information']],
      ['one that is called once', `${fetch}fetch("http://a/")\n`, []],
      ['one that a loop calls', `${fetch}for url in open("urls"):\n    fetch(url)\n`, ['warning']],
      ['one that a pool maps', `${fetch}pool.map(fetch, urls)\n`, ['warning']],
      ['one that a thread runs', `${fetch}Thread(target=fetch).start()\n`, []],
      ['one that is handed on', `${fetch}register(fetch)\n`, ['information']],
      [
        'one that calls itself',
        'import requests\ndef walk(url):\n    walk(requests.get(url).text)\n',
        ['information'],
      ],
      [
        'a loop down two calls',
        `${fetch}def main():\n    for url in open("urls"):\n        fetch(url)\n\n\nmain()\n`,
        ['warning'],
      ],
      [
        'a loop that ends with its first success',
        'import requests\nwhile True:\n    try:\n        requests.get(url)\n    except OSError:\n        continue\n    else:\n        break\n',
        [],
      ],
      [
        'a loop that returns the first answer',
        'import requests\ndef main():\n    for _ in range(99):\n        try:\n            return requests.get(url)\n        except OSError:\n            pass\nmain()\n',
        [],
      ],
      [
        'a loop whose inner loop breaks',
        'import requests\nfor url in urls:\n    for _ in range(99):\n        requests.get(url)\n        break\n',
        ['warning'],
      ],
      [
        'a loop that only breaks on a condition',
        'import requests\nwhile True:\n    if requests.get(url).ok:\n        break\n',
        ['warning'],
      ],
      [
        'the items that a loop goes over',
        'import requests\nfor x in requests.get(url).json():\n    print(x)\n',
        [],
      ],
      [
        'the items that a comprehension goes over',
        'import requests\nprint([x for x in requests.get(url).json()])\n',
        [],
      ],
      [
        'a default of a parameter',
        'import requests\ndef f(x=requests.get(url)):\n    return x\n',
        [],
      ],
    ] as const) {
      it(what, async () => {
        assert.deepEqual(await severities(text), expected);
      });
    }
  });

  it('put the session after docstring, imports and what its arguments rest on', async () => {
    const text = `"""Doc."""
import httpx

LIMIT = 3


def f(url):
    with httpx.Client(timeout=LIMIT) as client:
        return client.get(url)
`;
    const expected = `"""Doc."""
import httpx

LIMIT = 3
http_client = httpx.Client(timeout=LIMIT)


def f(url):
    return http_client.get(url)
`;
    assert.equal(await reused(text), expected);
  });

  it('use a session of the module, unless it speaks to somebody special', async () => {
    const text = (setup: string): string =>
      `import requests\n\nshared = requests.Session()\n${setup}\n\ndef f(url):\n    return requests.get(url), shared.get(url)\n`;
    assert.match(await reused(text('')), /return shared\.get\(url\), shared/);
    const special = await reused(text('shared.headers["Authorization"] = "secret"\n'));
    assert.match(special, /return session\.get\(url\), shared/);
    assert.match(special, /^session = requests\.Session\(\)$/m);
  });

  it('move a body out of its with, but not the lines of its strings', async () => {
    const text = (open: string, indent: string): string =>
      `import requests\n\n${open}${indent}text = """\n            deep\n"""\n${indent}return `;
    const fixed = await reused(
      `${text('def f(u):\n    with requests.Session() as s:\n', '        ')}s.get(u, data=text)\n`,
    );
    const moved = `${text('session = requests.Session()\n\n\ndef f(u):\n', '    ')}session.get(u, data=text)\n`;
    assert.equal(fixed, moved);
  });

  it('leave other meanings of a name alone', async () => {
    for (const text of [
      'def f(requests):\n    return [requests.get(x) for x in requests]\nimport requests\n',
      'import requests\nrequests = object()\ndef f():\n    requests.get(1)\n',
      'from shop import requests\ndef f():\n    requests.get(1)\n',
    ]) {
      assert.deepEqual(await severities(text), [], text);
    }
  });

  it('offer no edit that would change what a call means', async () => {
    const fixesOf = async (text: string): Promise<number> => {
      const [finding] = await findingsOf(analyzer, text, 'python');
      assert.ok(finding, text);
      return finding.fixes.length;
    };
    const call = (library: string, args: string): string =>
      `import ${library}\ndef f(url, options):\n    return ${library}.get(${args})\n`;
    assert.equal(await fixesOf(call('requests', 'url')), 2);
    assert.equal(await fixesOf(call('httpx', 'url, timeout=3')), 1);
    for (const text of [
      call('requests', 'url, verify=False'),
      call('requests', "url, cert='key.pem'"),
      call('requests', 'url, auth=HttpNtlmAuth(user, word)'),
      call('requests', '*options'),
      call('httpx', 'url, **options'),
      call('httpx', 'url, trust_env=False'),
      'def f(url):\n    import requests\n    return requests.get(url)\n',
      'try:\n    import requests\nexcept ImportError:\n    pass\ndef f(url):\n    return requests.get(url)\n',
      'import aiohttp\nimport trio\nasync def f(url):\n    async with aiohttp.ClientSession() as s:\n        return await s.get(url)\n',
    ]) {
      assert.equal(await fixesOf(text), 0, text);
    }
  });

  it('name the destination that a URL spells out', async () => {
    const target = async (url: string): Promise<unknown> => {
      const text = `import requests\ndef f(n):\n    requests.get(${url})\n`;
      return (await findingsOf(analyzer, text, 'python'))[0]?.target;
    };
    assert.deepEqual(await target('f"http://a.local:8080/{n}"'), { host: 'a.local', port: 8080 });
    assert.deepEqual(await target('"https://b.local" '), { host: 'b.local', port: 443 });
    assert.deepEqual(await target('"http://c.local/" + n'), { host: 'c.local', port: 80 });
    assert.deepEqual(await target('url="http://d.local/"'), { host: 'd.local', port: 80 });
    assert.equal(await target('f"http://{n}/"'), undefined);
    assert.equal(await target('f"http://e{n}/"'), undefined);
  });

  it('read a large file with hundreds of findings in time', async () => {
    const one = (n: number): string =>
      `def f${n}(x):\n    y = [g(z, bar=${n}) for z in x]\n    return requests.get(y, timeout=${n})\n`;
    const text = `import requests\n${Array.from({ length: 300 }, (_, n) => one(n)).join('\n')}`;
    assert.equal((await findingsOf(analyzer, text, 'python')).length, 300);
  });

  describe('write code as its tools want it', () => {
    let dir: string;
    /** Each fixture, and the names of the files that its fixes make of it. */
    const made = new Map<string, readonly string[]>();
    before(async () => {
      dir = mkdtempSync(join(tmpdir(), 'remedy-'));
      for (const { name, text } of readFixtures('python/wrong')) {
        const fixed: string[] = [];
        for (const kind of ['reuse', 'rotation'] as const) {
          fixed.push(`${kind}-${name}`);
          const result = await fixAll(analyzer, text, 'python', {}, kind);
          writeFileSync(join(dir, `${kind}-${name}`), result);
        }
        writeFileSync(join(dir, name), text);
        made.set(name, fixed);
      }
    });
    after(() => {
      rmSync(dir, { recursive: true });
    });

    it('compiles after every fix', function () {
      const python = ['python3', 'python'].find((name) => spawnSync(name, ['-V']).status === 0);
      if (python === undefined) {
        process.stderr.write('skipped: no Python to compile with\n');
        this.skip();
      }
      const compile = (files: readonly string[]): string =>
        spawnSync(python, ['-m', 'py_compile', ...files], { cwd: dir, encoding: 'utf8' }).stderr;
      assert.equal(compile([...made.values()].flat()), '');
      writeFileSync(join(dir, 'mistake.txt'), 'def');
      assert.match(compile(['mistake.txt']), /SyntaxError/);
    });

    it('is formatted as black formats where it was before', function () {
      const { status, stderr } = spawnSync('black', ['--check', '.'], {
        cwd: dir,
        encoding: 'utf8',
      });
      if (status === null) {
        process.stderr.write('skipped: black is not installed\n');
        this.skip();
      }
      const odd = new Set(
        [...stderr.matchAll(/^would reformat (.+)$/gm)].map(([, f]) => basename(f!)),
      );
      assert.ok(odd.has('alias-and-tabs.py'), stderr); // tabs, which black does not write
      const formatted = [...made].filter(([name]) => !odd.has(name));
      assert.ok(formatted.length >= 15, `${formatted.length}`);
      const spoiled = formatted.flatMap(([, fixed]) => fixed.filter((name) => odd.has(name)));
      assert.deepEqual(spoiled, []);
    });
  });
});
