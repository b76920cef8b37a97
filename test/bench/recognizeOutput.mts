/**
 * Reading ordinary output that holds no error: what every session pays all the time. Our side is the
 * whole way of the product from a chunk to the verdict: the queue, the prefilter, and whatever is
 * assembled and read; only the timers are a bench's own. The peer gets the very same chunks.
 */
import { readFileSync } from 'node:fs';
import { ordinaryRecordings, readOrdinaryText } from '../recognize/support/ordinaryOutput';
import { join } from 'node:path';
import { NeedleFinder } from '../../src/recognize/prefilter';
import { ErrorStreams } from '../../src/recognize/errorStreams';
import { createPrefilter } from '../../src/recognize/fastPrefilter';
import { createTextScan } from '../../src/textScan';
import { runtimes } from '../../src/recognize/runtimes';
import { OutputPump, type Scheduler } from '../../src/watch/outputPump';
import { type Figure, inTurns } from './support/figures.mjs';
import { syntheticNeedles } from './support/syntheticNeedles.mjs';

/**
 * VS Code's "Free port" terminal quick fix: FreePortOutputRegex in
 * src/vs/workbench/contrib/terminalContrib/quickFix/browser/terminalQuickFixBuiltinActions.ts
 * (microsoft/vscode, commit 00ea3eab). V8 compiles an expression for the first text that it sees, as
 * it does in an editor; here that is the first corpus.
 */
const freePortExpression =
  /(?:address already in use (?:0\.0\.0\.0|127\.0\.0\.1|localhost|::):|Unable to bind [^ ]*:|can't listen on port |listen EADDRINUSE [^ ]*:)(?<portNumber>\d{4,5})/;

// A module of CommonJS, because the unit tests run as such.


/** All that was recorded while no socket failed: installs, compilers, tests, servers, traces. */
const recordings = ordinaryRecordings.map(
  (recording) => [recording.name, readOrdinaryText(recording)] as const,
);
const recorded = (pattern: RegExp) =>
  recordings.filter(([name]) => pattern.test(name)).map(([, text]) => text);
const ordinary = recorded(/^(?:npm|apt|mocha|eslint-findings|gcc|cargo|go|cmake|listing)/).join(
  '\n',
);
const fixture = (name: string) =>
  readFileSync(join('test/fixtures/recognize/quiet', `${name}.txt`), 'utf8');
const chinese = `编译完成，用时 3.2 秒，正在启动开发服务器
[信息] 正在监听文件变化，请稍候……
警告：模块 src/格式化.ts 中有 3 个未使用的变量
错误：无法找到文件 “配置.json”，请检查路径是否正确
✓ 用户登录应当返回令牌 (12 毫秒)
2026-11-23 13:26:54 INFO 订单服务处理请求 /api/orders/9600 成功
`.repeat(50);

/** Texts are read one after the other, each in chunks of its own. */
const corpora: readonly (readonly [what: string, texts: readonly string[]])[] = [
  ['all recorded output', recordings.map(([, text]) => text)],
  ['output of tools', [ordinary]],
  ['the same with CRLF', [ordinary.replaceAll('\n', '\r\n')]],
  // Each line with a character that makes V8 keep two bytes for each.
  ['the same in two-byte strings', [ordinary.replace(/$/gm, ' ✓')]],
  ['output in colour (tsc --pretty)', recorded(/^tsc-errors$/)],
  ['Chinese output', [chinese]],
  ['logs of web servers', recorded(/^(?:nginx-access|apache-log)$/)],
  // The number 10048 in every second line: as near to an error as ordinary output gets.
  ['an access log with 10048 in every second line', [fixture('tool-python-access-log')]],
];

const targetCharacters = 8 * 1_048_576;
/** What a debug adapter commonly sends at a time. */
const chunkLength = 8_192;
const rounds = 9;

/** Chunks as an editor gets them: each a string of its own, out of a message in JSON. */
function chunksOf(texts: readonly string[]): string[] {
  const chunks: string[] = [];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  for (let round = 0; round < targetCharacters / length; round += 1) {
    for (const text of texts) {
      for (let at = 0; at < text.length; at += chunkLength) {
        chunks.push(JSON.parse(JSON.stringify(text.slice(at, at + chunkLength))) as string);
      }
    }
  }
  return chunks;
}

/** Runs what is due when told so, and no timer: output does not fall silent in a bench. */
export class BenchScheduler implements Scheduler {
  private task: (() => void) | undefined;
  nowMs(): number {
    return performance.now();
  }
  soon(task: () => void): void {
    this.task = task;
  }
  later(): () => void {
    return () => undefined;
  }
  run(): void {
    while (this.task) {
      const { task } = this;
      this.task = undefined;
      task();
    }
  }
}

/** One for a process, as in the product. */
const prefilter = createPrefilter(createTextScan());

/** The product's way, with a count of the errors found. */
export function createReader() {
  const scheduler = new BenchScheduler();
  const found = { errors: 0 };
  const streams = new ErrorStreams('linux', () => (found.errors += 1), prefilter);
  const pump = new OutputPump(streams, {
    scheduler,
    warn: (message) => {
      throw new Error(message);
    },
  });
  const session = pump.session({
    id: 's',
    runId: 's',
    startedAtMs: 0,
    kind: 'debug-console',
    label: 'bench',
  });
  return {
    found,
    read(chunk: string, category = 'stdout'): void {
      session.push(category, chunk);
      scheduler.run();
    },
  };
}

export async function recognizeOrdinaryOutput(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const [what, texts] of corpora) figures.push(await compare(what, texts));
  figures.push(await compareNeedles());
  return figures;
}

async function compare(what: string, texts: readonly string[]): Promise<Figure> {
  const chunks = chunksOf(texts);
  let found = 0;
  const [oursMs, peerMs] = await inTurns(
    rounds,
    () => {
      const reader = createReader();
      for (const chunk of chunks) reader.read(chunk);
      found += reader.found.errors;
    },
    () => {
      for (const chunk of chunks) if (freePortExpression.test(chunk)) found += 1;
    },
  );
  if (found > 0) throw new Error(`An error was found in ${what}.`);
  return figureOf(`recognizing in ${what}`, chunks, oursMs!, peerMs!);
}

/** The search alone, with a hundred needles more: what new signatures will cost. */
async function compareNeedles(): Promise<Figure> {
  const chunks = chunksOf([ordinary]);
  const own = runtimes.flatMap(({ signatures }) => signatures.flatMap(({ needles }) => needles));
  const finder = new NeedleFinder([...new Set([...own, ...syntheticNeedles(100)])]);
  let found = 0;
  const [oursMs, peerMs] = await inTurns(
    rounds,
    () => {
      for (const chunk of chunks) if (finder.isIn(chunk)) found += 1;
    },
    () => {
      for (const chunk of chunks) if (freePortExpression.test(chunk)) found += 1;
    },
  );
  if (found === rounds * chunks.length) throw new Error('Everything was found.');
  return figureOf('searching with 100 needles more', chunks, oursMs!, peerMs!);
}

function figureOf(what: string, chunks: readonly string[], oursMs: number, peerMs: number): Figure {
  const megabytes = chunks.reduce((sum, { length }) => sum + length, 0) / 1_048_576;
  return {
    what: `${what} (${megabytes.toFixed(0)} million characters)`,
    unit: 'MB/s',
    ours: (megabytes * 1_000) / oursMs,
    peer: (megabytes * 1_000) / peerMs,
    peerName: "VS Code's Free port expression",
    moreIsBetter: true,
  };
}
