import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Analysis } from '../../src/remedy/finding';
import { createAnalyzer } from '../../src/remedy/analyzer';
import { createThreadedAnalyzer } from '../../src/remedy/threadedAnalyzer';
import { grammarsDir, readFixtures } from './fixtures';

const nobody = {
  analyze: (): Promise<Analysis> => Promise.reject(new Error('the fallback was asked')),
};

describe('an analyzer in a thread', () => {
  let folder: string;
  let script: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'thread-'));
    script = join(folder, 'analyzerThread.js');
    buildSync({
      entryPoints: [join(__dirname, '../../src/remedy/analyzerThread.ts')],
      bundle: true,
      platform: 'node',
      outfile: script,
    });
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('answers what one beside us answers, each request its own', async () => {
    const logged: string[] = [];
    const log = (message: string): unknown => logged.push(message);
    const here = createAnalyzer({ grammarsDir });
    const there = createThreadedAnalyzer({
      script,
      grammarsDir,
      sentences: {},
      fallback: nobody,
      log,
    });
    try {
      const texts = [...readFixtures('javascript/wrong'), ...readFixtures('python/wrong')].slice(
        0,
        40,
      );
      const ask = (analyzer: typeof there): Promise<Analysis[]> =>
        Promise.all(
          texts.map(({ text, languageId }) =>
            analyzer.analyze(text, languageId, {
              nodeMajor: 18,
              levels: { 'js/agent-false': 'off' },
            }),
          ),
        );
      const answers = await ask(there);
      assert.deepEqual(answers, await ask(here));
      assert.ok(answers.some((answer) => answer.kind === 'findings' && answer.findings.length > 0));
      assert.deepEqual(logged, []);
    } finally {
      here.dispose();
      there.dispose();
    }
  });

  const answered: Analysis = { kind: 'findings', findings: [] };
  for (const [what, text] of [
    ['cannot be started', undefined],
    ['fails at once', "throw new Error('broken')"],
    ['ends at once', 'process.exit(3)'],
    [
      'ends when it is asked',
      "require('worker_threads').parentPort.on('message', () => process.exit(4))",
    ],
  ] as const) {
    it(`is replaced by the fallback where the thread ${what}, and says so once`, async () => {
      const broken = join(folder, 'broken.js');
      if (text === undefined) rmSync(broken, { force: true });
      else writeFileSync(broken, text);
      const logged: string[] = [];
      const asked: string[] = [];
      const analyzer = createThreadedAnalyzer({
        script: broken,
        grammarsDir,
        sentences: {},
        fallback: {
          analyze: (source) => {
            asked.push(source);
            return Promise.resolve(answered);
          },
        },
        log: (message) => logged.push(message),
      });
      const all = await Promise.all(['a', 'b'].map((each) => analyzer.analyze(each, 'go')));
      assert.deepEqual([...all, await analyzer.analyze('c', 'go')], [answered, answered, answered]);
      assert.deepEqual(asked, ['a', 'b', 'c']);
      assert.equal(logged.length, 1, logged.join('\n'));
      analyzer.dispose();
    });
  }
});
