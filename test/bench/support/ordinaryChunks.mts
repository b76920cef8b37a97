/** What ordinary output is recognized in, and how it is cut into pieces. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ordinaryRecordings, readOrdinaryText } from '../../recognize/support/ordinaryOutput';

/** All that was recorded while no socket failed: installs, compilers, tests, servers, traces. */
const recordings = ordinaryRecordings.map(
  (recording) => [recording.name, readOrdinaryText(recording)] as const,
);
const recorded = (pattern: RegExp) =>
  recordings.filter(([name]) => pattern.test(name)).map(([, text]) => text);
/** Of installs, compilers and test suites. */
export const toolsOutput = recorded(
  /^(?:npm|apt|mocha|eslint-findings|gcc|cargo|go|cmake|listing)/,
).join('\n');
const fixture = (name: string) =>
  readFileSync(join('test/fixtures/recognize/quiet', `${name}.txt`), 'utf8');
const chinese = `编译完成，用时 3.2 秒，正在启动开发服务器
[信息] 正在监听文件变化，请稍候……
警告：模块 src/格式化.ts 中有 3 个未使用的变量
错误：无法找到文件 “配置.json”，请检查路径是否正确
✓ 用户登录应当返回令牌 (12 毫秒)
2026-11-23 13:26:54 INFO 订单服务处理请求 /api/orders/9600 成功
`.repeat(50);

export interface Corpus {
  readonly what: string;
  /** Read one after the other, each in chunks of its own. */
  readonly texts: readonly string[];
}

export const allRecorded: Corpus = {
  what: 'all recorded output',
  texts: recordings.map(([, text]) => text),
};

export const corpora: readonly Corpus[] = [
  allRecorded,
  { what: 'output of tools', texts: [toolsOutput] },
  { what: 'the same with CRLF', texts: [toolsOutput.replaceAll('\n', '\r\n')] },
  // Each line with a character that makes V8 keep two bytes for each.
  { what: 'the same in two-byte strings', texts: [toolsOutput.replace(/$/gm, ' ✓')] },
  { what: 'output in colour (tsc --pretty)', texts: recorded(/^tsc-errors$/) },
  { what: 'Chinese output', texts: [chinese] },
  { what: 'logs of web servers', texts: recorded(/^(?:nginx-access|apache-log)$/) },
  // The number 10048 in every second line: as near to an error as ordinary output gets.
  {
    what: 'an access log with 10048 in every second line',
    texts: [fixture('tool-python-access-log')],
  },
];

const targetCharacters = 8 * 1_048_576;
/** What a debug adapter commonly sends at a time. */
const chunkLength = 8_192;

/** Strings as an editor gets them: each of its own, out of a message in JSON. */
export function asReceived(texts: readonly string[]): string[] {
  return texts.map((text) => JSON.parse(JSON.stringify(text)) as string);
}

/** The texts in chunks, repeated up to 8 million characters. */
export function chunksOf(texts: readonly string[]): string[] {
  const chunks: string[] = [];
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  for (let round = 0; round < targetCharacters / length; round += 1) {
    for (const text of texts) {
      for (let at = 0; at < text.length; at += chunkLength) {
        chunks.push(text.slice(at, at + chunkLength));
      }
    }
  }
  return asReceived(chunks);
}

export function megabytesOf(chunks: readonly string[]): number {
  return chunks.reduce((sum, { length }) => sum + length, 0) / 1_048_576;
}
