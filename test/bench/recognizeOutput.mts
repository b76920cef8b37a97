/**
 * Reading ordinary output that holds no error: what every session pays all the time. Our side is the
 * whole way of the product from a chunk to the verdict: the queue, the prefilter, and whatever is
 * assembled and read. The peer is VS Code's own expression over the very same text, in three ways.
 */
import { createPrefilter } from '../../src/recognize/fastPrefilter';
import { needlesOfAll } from '../../src/recognize/prefilter';
import { createTextScan } from '../../src/textScan';
import { Unread } from '../../src/watch/unread';
import { type Figure, processorCostInTurns, reportLine } from './support/figures.mjs';
import { countInTerminal, isMatched, printed } from './support/freePort.mjs';
import {
  allRecorded,
  asReceived,
  type Corpus,
  chunksOf,
  corpora,
  megabytesOf,
  toolsOutput,
} from './support/ordinaryChunks.mjs';
import { createReader, prefilter } from './support/reader.mjs';
import { syntheticNeedles } from './support/syntheticNeedles.mjs';

const rounds = 15;
/** Lines that wait when a program prints faster than it is read. */
const linesWaiting = 100;
/** A terminal keeps twelve bytes for each of its cells. */
const terminalCharacters = 1_500_000;

console.log(`Recognizing ordinary output, in processor time: ours is all that the product does with a chunk
of 8,192 characters. "At once" is VS Code's Free port expression over the same chunk as one string: nothing
in VS Code does that, and no line is made of it, so it is the least that a peer can do. "By lines" is
the expression over each line, as VS Code applies it; the lines are made beforehand, and cost the
peer nothing. "In a terminal" is all that VS Code does: it makes each line out of the terminal's
cells, and applies the expression.`);
for (const corpus of corpora) await compareChunks(corpus);
await compareTerminal();
await compareJudgement(allRecorded);
await compareShortChunks();
await compareNeedles();

async function compareChunks(corpus: Corpus): Promise<void> {
  const chunks = chunksOf(corpus.texts);
  await compareWith(corpus, chunks, chunks, 'at once');
  // Only now: a million strings more are a burden to whoever makes garbage.
  const lines = asReceived(chunks.flatMap((chunk) => chunk.split('\n')));
  await compareWith(corpus, chunks, lines, 'by lines');
}

async function compareWith(
  { what }: Corpus,
  chunks: readonly string[],
  peerTexts: readonly string[],
  way: string,
): Promise<void> {
  let found = 0;
  const [oursMs, peerMs] = await processorCostInTurns(
    rounds,
    () => {
      const reader = createReader();
      for (const chunk of chunks) reader.read([chunk]);
      found += reader.found.errors;
    },
    () => (found += countMatches(peerTexts)),
  );
  if (found > 0) throw new Error(`An error was found in ${what}.`);
  report(`recognizing in ${what}`, chunks, oursMs!, peerMs!, way);
}

function countMatches(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) if (isMatched(text)) count += 1;
  return count;
}

async function compareTerminal(): Promise<void> {
  const text = toolsOutput.slice(0, terminalCharacters);
  const chunks = chunksOf([text]).slice(0, Math.ceil(text.length / 8_192));
  const terminal = await printed(text);
  let found = 0;
  const [oursMs, peerMs] = await processorCostInTurns(
    rounds,
    () => {
      const reader = createReader();
      for (const chunk of chunks) reader.read([chunk]);
      found += reader.found.errors;
    },
    () => (found += countInTerminal(terminal)),
  );
  if (found > 0) throw new Error('An error was found in a terminal.');
  report('recognizing in output of tools', chunks, oursMs!, peerMs!, 'in a terminal');
}

/** Unfinished lines, escapes and needles: without the queue, and without reading what is held. */
async function compareJudgement({ what, texts }: Corpus): Promise<void> {
  const chunks = chunksOf(texts);
  let held = 0;
  const [oursMs, peerMs] = await processorCostInTurns(
    rounds,
    () => {
      const unread = new Unread<undefined>();
      for (const chunk of chunks) {
        const isBeginningKept = unread.isLineKept;
        const before = unread.add(chunk, undefined);
        const isLineKept = isBeginningKept && unread.isLineKept;
        if (prefilter.mightHold(chunk, before, isLineKept)) held += 1;
      }
    },
    () => (held += countMatches(chunks)),
  );
  if (held > rounds * chunks.length * 0.01) throw new Error('Too much might matter.');
  report(`judging alone in ${what}`, chunks, oursMs!, peerMs!, 'at once');
}

/** As an adapter sends it that makes an event of each line. */
async function compareShortChunks(): Promise<void> {
  const lines = asReceived(toolsOutput.split('\n').map((line) => `${line}\n`));
  const together = Array.from({ length: Math.ceil(lines.length / linesWaiting) }, (_, index) =>
    lines.slice(index * linesWaiting, (index + 1) * linesWaiting),
  );
  let found = 0;
  const [waitingMs, singleMs, peerMs] = await processorCostInTurns(
    rounds,
    () => {
      const reader = createReader();
      for (const some of together) reader.read(some);
      found += reader.found.errors;
    },
    () => {
      const reader = createReader();
      for (const line of lines) reader.read([line]);
      found += reader.found.errors;
    },
    () => (found += countMatches(lines)),
  );
  if (found > 0) throw new Error('An error was found in lines.');
  const what = 'recognizing in output of tools that comes line by line';
  report(`${what}, a hundred at a time`, lines, waitingMs!, peerMs!, 'by lines');
  report(`${what}, each read on its own`, lines, singleMs!, peerMs!, 'by lines');
}

/** The search alone, with a hundred needles more: what new signatures will cost. */
async function compareNeedles(): Promise<void> {
  const chunks = chunksOf([toolsOutput]);
  const more = createPrefilter(createTextScan(), [...needlesOfAll(), ...syntheticNeedles(100)]);
  let held = 0;
  const [oursMs, peerMs] = await processorCostInTurns(
    rounds,
    () => {
      for (const chunk of chunks) if (more.mightHold(chunk)) held += 1;
    },
    () => (held += countMatches(chunks)),
  );
  if (held === rounds * chunks.length) throw new Error('Everything might matter.');
  report('judging alone with 100 needles more', chunks, oursMs!, peerMs!, 'at once');
}

function report(
  what: string,
  chunks: readonly string[],
  oursMs: number,
  peerMs: number,
  way: string,
): void {
  const megabytes = megabytesOf(chunks);
  const figure: Figure = {
    what: `${what} (${megabytes.toFixed(0)} million characters)`,
    unit: 'MB/s',
    ours: (megabytes * 1_000) / oursMs,
    peer: (megabytes * 1_000) / peerMs,
    peerName: `VS Code's Free port expression ${way}`,
    moreIsBetter: true,
  };
  console.log(reportLine(figure));
}
