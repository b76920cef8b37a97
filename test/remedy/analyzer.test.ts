import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll, maxTextLength } from '../../src/remedy/analyzer';
import type { RuleLevel } from '../../src/remedy/finding';
import { findingsOf, grammarsDir, patient } from './fixtures';

const perCall = (before = ''): string =>
  `const http = require('http');\nfunction f() { /* ${before} */ return http.get({ agent: false }); }\n`;

describe('analyzer', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  before(() => {
    analyzer = createAnalyzer(patient);
  });
  after(() => {
    analyzer.dispose();
  });

  it('has no rules for other languages', async () => {
    const analysis = await analyzer.analyze('agent: false', 'yaml');
    assert.equal(analysis.kind === 'unavailable' && analysis.reason, 'unsupported-language');
    const inherited = await analyzer.analyze('agent: false', 'toString');
    assert.equal(inherited.kind === 'unavailable' && inherited.reason, 'unsupported-language');
  });

  it('counts columns in UTF-16 units, after an emoji too', async () => {
    for (const before of ['', '😀', '😀😀 é 漢', '\u{1f468}‍\u{1f469}']) {
      const text = perCall(before);
      const [finding] = await findingsOf(analyzer, text, 'javascript');
      const line = text.split('\n')[1]!;
      const { start, end } = finding!.range;
      assert.equal(start.line, 1);
      assert.equal(line.slice(start.character, end.character), 'agent: false');
    }
  });

  it('counts lines as editors do, whatever ends them', async () => {
    for (const eol of ['\n', '\r\n']) {
      const text = ['// one', '', '/* two', '*/', ...perCall().split('\n')].join(eol);
      const [finding] = await findingsOf(analyzer, text, 'javascript');
      assert.equal(finding?.range.start.line, 5);
      assert.equal(finding.range.start.character, perCall().split('\n')[1]!.indexOf('agent'));
    }
  });

  it('does not load a grammar for a text without a word of any rule', async () => {
    const lost = createAnalyzer({ grammarsDir: join(grammarsDir, 'nowhere') });
    assert.deepEqual(await lost.analyze('export const answer = 42;', 'typescript'), {
      kind: 'findings',
      findings: [],
    });
    const needed = await lost.analyze(perCall(), 'typescript');
    assert.equal(needed.kind === 'unavailable' && needed.reason, 'grammar-failed');
  });

  it('goes on with the other grammars when one is broken', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'grammars-'));
    for (const name of ['tree-sitter.js', 'tree-sitter.wasm', 'tree-sitter-javascript.wasm']) {
      copyFileSync(join(grammarsDir, name), join(dir, name));
    }
    writeFileSync(join(dir, 'tree-sitter-typescript.wasm'), 'not a module');
    const logged: string[] = [];
    const half = createAnalyzer({ grammarsDir: dir, log: (message) => logged.push(message) });
    try {
      const broken = await half.analyze(perCall(), 'typescript');
      assert.equal(broken.kind === 'unavailable' && broken.reason, 'grammar-failed');
      assert.equal(logged.length, 1);
      assert.match(logged[0]!, /typescript/);
      assert.equal((await findingsOf(half, perCall(), 'javascript')).length, 1);
    } finally {
      half.dispose();
      rmSync(dir, { recursive: true });
    }
  });

  it('gives findings the level that is set for their rule, and looks for none that is off', async () => {
    const text = `${perCall()}http.get({ agent: new http.Agent({ keepAlive: false }) });\n`;
    const levelled = async (levels: Readonly<Record<string, RuleLevel>>): Promise<string[]> =>
      (await findingsOf(analyzer, text, 'typescript', { levels })).map(
        ({ rule, severity }) => `${rule} ${severity}`,
      );
    const own = ['js/agent-false information', 'js/agent-without-keep-alive information'];
    assert.deepEqual(await levelled({}), own);
    assert.deepEqual(await levelled({ 'js/no-such-rule': 'off' }), own);
    assert.deepEqual(await levelled({ 'js/agent-false': 'hint' }), ['js/agent-false hint', own[1]]);
    assert.deepEqual(await levelled({ 'js/agent-false': 'off' }), [own[1]]);
    const left = await fixAll(analyzer, text, 'typescript', {
      levels: { 'js/agent-without-keep-alive': 'off', 'js/agent-false': 'off' },
    });
    assert.equal(left, text, 'nothing is fixed that is off');
  });

  it('leaves out a text over the limit', async () => {
    const analysis = await analyzer.analyze(perCall('x'.repeat(maxTextLength)), 'javascript');
    assert.equal(analysis.kind === 'unavailable' && analysis.reason, 'too-large');
  });

  it('stops at the time limit, and reads the next text as if nothing had been', async () => {
    const quick = createAnalyzer({ grammarsDir, timeLimitMs: 100 });
    await findingsOf(quick, perCall(), 'typescript'); // the grammar is loaded outside the limit
    const long = perCall().repeat(Math.floor(maxTextLength / perCall().length));
    const startedMs = performance.now();
    const analysis = await quick.analyze(long, 'typescript');
    const tookMs = performance.now() - startedMs;
    assert.equal(analysis.kind === 'unavailable' && analysis.reason, 'timed-out');
    assert.ok(tookMs < 290, `${tookMs} ms`);
    const other = `export const answer = 42;\n${perCall()}`;
    const [finding, ...more] = await findingsOf(quick, other, 'typescript');
    assert.equal(finding?.range.start.line, 2);
    assert.deepEqual(more, []);
    quick.dispose();
  });

  it('survives any cut-off or mangled text', async () => {
    const whole =
      perCall('😀') + "const a = new http.Agent(; headers: { 'Connection': 'close' } =>";
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: whole.length }),
        fc.nat({ max: whole.length }),
        fc.string({ maxLength: 5 }),
        async (from, to, extra) => {
          const text = whole.slice(0, from) + extra + whole.slice(to);
          const analysis = await analyzer.analyze(text, 'typescript');
          assert.equal(analysis.kind, 'findings', JSON.stringify({ text, analysis }));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('leaves the process as it was', async () => {
    const events = ['unhandledRejection', 'uncaughtException'] as const;
    const count = (): number[] => events.map((event) => process.listenerCount(event));
    const listeners = count();
    const own = createAnalyzer({ grammarsDir });
    await findingsOf(own, perCall(), 'javascript');
    own.dispose();
    assert.deepEqual(count(), listeners);
  });
});
