/**
 * Looking through a large code base for code that costs connections, against ESLint with one rule of
 * like kind and against ast-grep with like patterns; and one keystroke in a long file.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, Lang, type NapiConfig } from '@ast-grep/napi';
import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';
import { createAnalyzer } from '../../src/remedy/analyzer';
import { costInTurns, reportLine, type Figure } from './support/figures.mjs';

const root = process.cwd();
const grammarsDir = join(root, 'node_modules/@vscode/tree-sitter-wasm/wasm');

/** Fewer lines than this say little. */
const wantedLines = 300_000;
/** Larger files are built, not written. */
const mostBytes = 200_000;
const keystrokes = 101;

interface Source {
  readonly path: string;
  readonly text: string;
  readonly languageId: 'javascript' | 'typescript';
}

/** Every so many files of what is installed here, so that all packages have their part in it. */
const everySoMany = 4;

function installedSources(): { sources: Source[]; lines: number } {
  const paths = readdirSync(join(root, 'node_modules'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /(?<!\.d|\.min)\.(?:[cm]?js|[cm]?ts)$/.test(path))
    .map((path) => join(root, 'node_modules', path))
    .filter((path) => statSync(path).isFile() && statSync(path).size <= mostBytes)
    .sort();
  const sources: Source[] = [];
  let lines = 0;
  for (const path of paths.filter((_, index) => index % everySoMany === 0)) {
    const text = readFileSync(path, 'utf8');
    const languageId = path.endsWith('ts') ? 'typescript' : 'javascript';
    // ESLint leaves out what lies in a folder of that name.
    sources.push({
      path: relative(root, path).replaceAll('node_modules', 'packages'),
      text,
      languageId,
    });
    lines += text.split('\n').length;
  }
  if (lines < wantedLines) throw new Error(`only ${lines} lines are installed`);
  return { sources, lines };
}

/** Processor time, for a machine that does other things too. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** `agent: false` and an agent made in an argument: what two of our rules begin with. */
const likeRule: Rule.RuleModule = {
  create: (context) => ({
    NewExpression: (node) => {
      const { callee } = node;
      const name = callee.type === 'MemberExpression' ? callee.property : callee;
      if (name.type === 'Identifier' && name.name === 'Agent') {
        context.report({ node, message: 'an agent' });
      }
    },
    Property: (node) => {
      const isAgent = node.key.type === 'Identifier' && node.key.name === 'agent';
      if (isAgent && node.value.type === 'Literal' && node.value.value === false) {
        context.report({ node, message: 'agent: false' });
      }
    },
  }),
};

/** The same two for ast-grep. */
const likePatterns: NapiConfig = {
  rule: {
    any: [
      { kind: 'new_expression', has: { field: 'constructor', regex: '(^|\\.)Agent$' } },
      { kind: 'pair', regex: '^agent\\s*:\\s*false$' },
    ],
  },
};

/** Each side reads every source and counts what it finds; so does ours, with all of its rules. */
async function analyzeSources(): Promise<{ lines: string[]; figures: Figure[] }> {
  const { sources, lines } = installedSources();
  const analyzer = createAnalyzer({ grammarsDir, timeLimitMs: 60_000 });
  const linter = new Linter({ configType: 'flat' });
  const config: Linter.Config[] = [
    {
      files: ['**/*.{js,cjs,mjs,ts,cts,mts}'],
      languageOptions: { parser: tseslint.parser },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      plugins: { like: { rules: { agent: likeRule } } },
      rules: { 'like/agent': 'error' },
    },
  ];
  const found = { ours: 0, eslint: 0, astGrep: 0 };
  const ours = async (): Promise<void> => {
    found.ours = 0;
    for (const { text, languageId } of sources) {
      const analysis = await analyzer.analyze(text, languageId);
      if (analysis.kind === 'findings') found.ours += analysis.findings.length;
    }
  };
  const eslint = (): void => {
    found.eslint = 0;
    for (const { text, path } of sources) {
      const messages = linter.verify(text, config, { filename: path, allowInlineConfig: false });
      // Without this a file that no configuration is for would count as read.
      const unread = messages.find(({ ruleId, fatal }) => ruleId === null && fatal !== true);
      if (unread !== undefined) throw new Error(`${path}: ${unread.message}`);
      found.eslint += messages.filter(({ ruleId }) => ruleId === 'like/agent').length;
    }
  };
  const astGrep = (): void => {
    found.astGrep = 0;
    for (const { text, languageId } of sources) {
      const language = languageId === 'typescript' ? Lang.TypeScript : Lang.JavaScript;
      found.astGrep += parse(language, text).root().findAll(likePatterns).length;
    }
  };
  // One round after one that warms up: with ESLint each takes a minute.
  const costs = await costInTurns(processorMs, 1, ours, astGrep, eslint);
  const [oursMs = NaN, astGrepMs = NaN, eslintMs = NaN] = costs;
  analyzer.dispose();
  const perSecond = (ms: number): number => lines / (ms / 1_000);
  const what = `looking through ${lines} lines in ${sources.length} files for code that costs connections`;
  const figure = (peerMs: number, peerName: string): Figure => ({
    what,
    unit: 'lines in a second of processor time',
    ours: perSecond(oursMs),
    peer: perSecond(peerMs),
    peerName,
    moreIsBetter: true,
  });
  return {
    lines: [
      `found in them: ours ${found.ours} with all rules, ESLint ${found.eslint} and ast-grep ${found.astGrep} with two patterns`,
    ],
    figures: [
      figure(eslintMs, 'ESLint with typescript-eslint and one rule'),
      figure(astGrepMs, 'ast-grep'),
    ],
  };
}

/** A class of twenty lines; one in ten sends requests. */
function classOf(index: number): string {
  const client = index % 10 === 0 ? 'axios' : 'this.client';
  return `
export class Service${index} {
  private readonly cache = new Map<string, number>();
  constructor(private readonly base: string, private readonly log: (text: string) => void) {}
  async load(id: string, options: { retries: number; timeoutMs: number }): Promise<number> {
    const known = this.cache.get(id);
    if (known !== undefined) return known;
    for (let attempt = 0; attempt < options.retries; attempt += 1) {
      try {
        const response = await ${client}.get(\`\${this.base}/items/\${id}\`, { timeout: options.timeoutMs });
        const value = Number(response.data.value ?? 0);
        this.cache.set(id, value);
        return value;
      } catch (error) {
        this.log(\`attempt \${attempt}: \${String(error)}\`);
      }
    }
    throw new Error('no answer');
  }
}
`;
}

/** A line with the median of re-analysing 5,000 lines of TypeScript after each key that is typed. */
async function keystrokeLine(): Promise<string> {
  let text = "import http from 'node:http';\nimport axios from 'axios';\n";
  let lineCount = 2;
  for (let index = 0; lineCount < 5_000; index++) {
    text += classOf(index);
    lineCount = text.split('\n').length;
  }
  const analyzer = createAnalyzer({ grammarsDir, timeLimitMs: 60_000 });
  const analyze = async (document: string): Promise<number> => {
    const startMs = performance.now();
    const { kind } = await analyzer.analyze(text, 'typescript', {}, document);
    if (kind !== 'findings') throw new Error('the file was not analysed');
    return performance.now() - startMs;
  };
  await analyze('warms up');
  const wholeMs = await analyze('whole');
  const timesMs: number[] = [];
  const costsMs: number[] = [];
  for (let key = 0; key < keystrokes; key++) {
    // In the middle of a name in the middle of the file. Joined, as an editor hands it over.
    const at = text.indexOf('attempt', text.length >> 1) + 'attempt'.length;
    text = [text.slice(0, at), 'x', text.slice(at)].join('');
    const startMs = processorMs();
    timesMs.push(await analyze('whole'));
    costsMs.push(processorMs() - startMs);
  }
  analyzer.dispose();
  const [medianMs = NaN, medianCostMs = NaN] = [timesMs, costsMs].map(
    (each) => each.sort((a, b) => a - b)[keystrokes >> 1],
  );
  return `a key typed in ${lineCount} lines of TypeScript: analysed again in ${medianMs.toPrecision(3)} ms, ${medianCostMs.toPrecision(3)} ms of processor time (medians of ${keystrokes}); all of it anew ${wholeMs.toPrecision(3)} ms`;
}

console.log(await keystrokeLine());
const { lines, figures } = await analyzeSources();
for (const line of [...figures.map(reportLine), ...lines]) console.log(line);
