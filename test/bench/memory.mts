/** What is held on to after much output: it must not grow with the output. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createReader } from './support/reader.mjs';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const megabytes = 200;
const line = '2026-11-23 13:26:54 INFO GET /index.html 200 in 12 ms\n';

/** Each makes the chunk of a number: a string of its own, of 8,192 characters. */
const outputs: readonly (readonly [what: string, chunk: (index: number) => string])[] = [
  ['ordinary output', (index) => `${index} ${line.repeat(152)}`.slice(0, 8_192)],
  ['one endless line', (index) => `${index} ${'x'.repeat(8_192)}`.slice(0, 8_192)],
  ['as many streams as chunks', (index) => `${index} ${line.repeat(152)}`.slice(0, 8_192)],
];

for (const [kind, [what, chunk]] of outputs.entries()) console.log(growthLine(what, chunk, kind));

/** The growth of the heap in megabytes. */
function growthLine(what: string, chunk: (index: number) => string, kind: number): string {
  const reader = createReader();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < megabytes * 128; index += 1) {
    reader.read([chunk(index)], kind === 2 ? `category ${index}` : 'stdout');
  }
  collectGarbage();
  const grownMegabytes = (process.memoryUsage().heapUsed - before) / 1_048_576;
  if (reader.found.errors > 0) throw new Error(`An error was found in ${what}.`);
  return `memory after ${megabytes} MB of ${what}: ${grownMegabytes.toFixed(1)} MB more than before`;
}
