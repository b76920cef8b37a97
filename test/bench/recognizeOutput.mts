/** Reading ordinary output that holds no error: what every session pays all the time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ErrorStream } from '../../src/recognize/errorStream';
import { LineAssembler } from '../../src/watch/lineAssembler';
import { type Figure, inTurns } from './support/figures.mjs';

/**
 * VS Code's "Free port" terminal quick fix: FreePortOutputRegex in
 * src/vs/workbench/contrib/terminalContrib/quickFix/browser/terminalQuickFixBuiltinActions.ts
 * (microsoft/vscode, commit 00ea3eab).
 */
const freePortExpression =
  /(?:address already in use (?:0\.0\.0\.0|127\.0\.0\.1|localhost|::):|Unable to bind [^ ]*:|can't listen on port |listen EADDRINUSE [^ ]*:)(?<portNumber>\d{4,5})/;

const folder = 'test/fixtures/recognize/quiet';
/** What consoles are full of: recorded installs, tests, linters and compilers. */
const ordinary = [
  'tool-npm-install',
  'tool-npm-list',
  'tool-mocha',
  'tool-eslint',
  'tool-gcc-error',
  'tool-go-build-error',
  'tool-listing',
];
/** An access log with the number 10048 in every second line: as near to an error as ordinary output gets. */
const nearMiss = ['tool-python-access-log'];
const targetBytes = 20 * 1_048_576;
/** What a debug adapter commonly sends at a time. */
const chunkLength = 8_192;
const rounds = 7;

export async function recognizeOrdinaryOutput(): Promise<readonly Figure[]> {
  return [
    await compare('ordinary output', ordinary),
    await compare('an access log with 10048 in every second line', nearMiss),
  ];
}

async function compare(what: string, names: readonly string[]): Promise<Figure> {
  const logs = names.map((name) => readFileSync(join(folder, `${name}.txt`), 'utf8'));
  const once = logs.join('\n');
  const text = once.repeat(Math.ceil(targetBytes / once.length));
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += chunkLength)
    chunks.push(text.slice(at, at + chunkLength));

  let found = 0;
  const [oursMs, peerMs] = await inTurns(
    rounds,
    () => {
      const lines = new LineAssembler();
      const errors = new ErrorStream({ platform: 'linux' });
      for (const chunk of chunks) {
        const block = lines.push(chunk);
        if (block !== undefined) found += errors.accept(block).length;
      }
    },
    () => {
      for (const chunk of chunks) if (freePortExpression.test(chunk)) found += 1;
    },
  );
  if (found > 0) throw new Error('The text was to be ordinary, and an error was found in it.');
  const megabytes = text.length / 1_048_576;
  return {
    what: `recognizing in ${what} (${megabytes.toFixed(0)} MB)`,
    unit: 'MB/s',
    ours: (megabytes * 1_000) / oursMs!,
    peer: (megabytes * 1_000) / peerMs!,
    peerName: "VS Code's Free port expression",
    moreIsBetter: true,
  };
}
