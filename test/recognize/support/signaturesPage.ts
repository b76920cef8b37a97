/**
 * docs/SIGNATURES.md, made from the signatures and the fixtures that prove them: `npm run docs`
 * writes it, and a test says when it is not up to date.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cluesIn } from '../../../src/recognize/clue';
import { isInnocent } from '../../../src/recognize/innocent';
import { recognize } from '../../../src/recognize/recognize';
import { runtimes } from '../../../src/recognize/runtimes';
import type { Signature } from '../../../src/recognize/signature';
import type { Fixture } from '../fixtures';
import { fixture } from '../fixtures';

export const pagePath = join(__dirname, '../../../docs/SIGNATURES.md');
const maxExampleLength = 140;

const titles: Readonly<Record<string, string>> = {
  node: 'Node.js and its dev servers',
  dotnet: '.NET, .NET Framework, Mono',
  python: 'Python',
  go: 'Go',
  java: 'Java and the JVM',
  bun: 'Bun',
  ruby: 'Ruby',
  php: 'PHP',
  perl: 'Perl',
  deno: 'Deno',
  rust: 'Rust',
  elixir: 'Elixir',
  erlang: 'Erlang',
  tcl: 'Tcl',
  lua: 'Lua',
  shell: 'Shells',
};

/** Any text as a code span that fits into a cell of a table, whatever it holds. */
export function codeSpan(text: string): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  if (plain === '') {
    return '';
  }
  const longestRun = Math.max(0, ...(plain.match(/`+/g) ?? []).map((run) => run.length));
  const mark = '`'.repeat(longestRun + 1);
  const pad = /^`|`$/.test(plain) ? ' ' : '';
  // A backslash before a pipe would take away the pipe's own.
  const cell = plain.replace(/\\(?=\\*\|)/g, '\\\\').replaceAll('|', String.raw`\|`);
  return `${mark}${pad}${cell}${pad}${mark}`;
}

/** Around the match, because what leads to it may be long. */
function excerpt(line: string, index: number): string {
  const from = Math.max(0, Math.min(index - 20, line.length - maxExampleLength));
  const cut = line.slice(from, from + maxExampleLength);
  return `${from > 0 ? '…' : ''}${cut}${from + maxExampleLength < line.length ? '…' : ''}`;
}

/** The first line of the proving text that the signature matches. */
function exampleOf({ id, provedBy }: Signature): string {
  for (const line of fixture(provedBy).text.split('\n')) {
    const clue = isInnocent(line) ? undefined : cluesIn(line).find((one) => one.signature === id);
    if (clue) {
      return excerpt(line, clue.index);
    }
  }
  throw new Error(`${provedBy} does not prove ${id}`);
}

function meaningOf({ id, provedBy }: Signature): string {
  const errors = recognize(fixture(provedBy).text);
  const error = errors.find(({ signature }) => signature === id) ?? errors[0];
  return error ? `${error.illness}<br>${error.operation} ${error.code}` : '';
}

function fixtureLink(name: string): string {
  return `[${name}](../test/fixtures/recognize/${name}.txt)`;
}

/** Only an address of the kind we quote becomes a link. */
function originOf({ source, recorded }: Fixture): string {
  if (source === undefined) {
    return recorded === undefined ? '' : 'recorded';
  }
  return /^https:\/\/[\w.-]+\/[\w./#?=&%~+-]*$/.test(source)
    ? `[quoted](${source})`
    : codeSpan(source);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function ofRuntime(signatures: readonly Signature[]): string {
  return table(
    ['signature', 'says', 'system', 'example', 'proved by', 'leaves alone'],
    signatures.map((signature) => [
      codeSpan(signature.id),
      meaningOf(signature),
      signature.platform ?? 'any',
      codeSpan(exampleOf(signature)),
      `${fixtureLink(signature.provedBy)} (${originOf(fixture(signature.provedBy))})`,
      fixtureLink(signature.notMatching),
    ]),
  );
}

/** `windows.10048.de` and `libc.in-use.de`: the language is the last part. */
function ofLanguages(signatures: readonly Signature[]): string {
  return table(
    ['language', 'signature', 'example', 'proved by'],
    signatures.map((signature) => [
      /\.([a-z]{2}(?:-[A-Z]{2})?)$/.exec(signature.id)?.[1] ?? 'en',
      codeSpan(signature.id),
      codeSpan(exampleOf(signature)),
      `${fixtureLink(signature.provedBy)} (${originOf(fixture(signature.provedBy))})`,
    ]),
  );
}

/** The whole page. Pure but for the fixtures, so the same signatures give the same page. */
export function signaturesPage(): string {
  const all = runtimes.flatMap(({ signatures }) => signatures);
  const bySystem = (system: string) => all.filter(({ id }) => id.startsWith(`${system}.`));
  const ofSystems = [...bySystem('windows'), ...bySystem('libc')];
  const shared = runtimes
    .filter(({ runtime }) => runtime === undefined)
    .flatMap(({ signatures }) => signatures)
    .filter((signature) => !ofSystems.includes(signature));
  const byRuntime = new Map<string, Signature[]>();
  for (const { runtime, signatures } of runtimes) {
    if (runtime !== undefined) {
      byRuntime.set(runtime, [...(byRuntime.get(runtime) ?? []), ...signatures]);
    }
  }
  const sections = [...byRuntime].map(
    ([runtime, signatures]) => `## ${titles[runtime] ?? runtime}\n\n${ofRuntime(signatures)}`,
  );
  return `${[
    '# Signatures',
    'What Socket Doctor recognises, and the text that proves it. This page is made from the signatures and the fixtures by `npm run docs`; do not edit it.',
    `${all.length} signatures. *Recorded* texts come from the real program, run by the scripts in \`test/fixtures/recognize\`; *quoted* ones stand verbatim in the thread that is linked.`,
    ...sections,
    `## Servers, tools, and words that several runtimes share\n\n${ofRuntime(shared)}`,
    `## Windows, in its languages\n\nThe sentences of Winsock, as Windows prints them.\n\n${ofLanguages(bySystem('windows'))}`,
    `## The C library, in its languages\n\nThe sentences of \`strerror\`, translated by glibc.\n\n${ofLanguages(bySystem('libc'))}`,
  ].join('\n\n')}\n`;
}

if (process.argv[1] === __filename) {
  writeFileSync(pagePath, signaturesPage());
}
