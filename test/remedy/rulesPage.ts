/** Writes docs/rules/README.md from the rules: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ruleCatalogue } from '../../src/remedy/catalogue';
import { languages } from '../../src/remedy/rules';
import { proofs } from './proofs';

export const rulesPagePath = join(__dirname, '../../docs/rules/README.md');

const names: Readonly<Record<string, string>> = {
  javascript: 'JavaScript and TypeScript',
  csharp: 'C#',
  python: 'Python',
  java: 'Java',
  go: 'Go',
};

function proofOf(id: string): string {
  const proof = proofs[id];
  if (proof === undefined) return '| | | ';
  const { reuse, rotation, by, except = '' } = proof;
  const file = `[${by.replace('.proof.test.ts', '')}](../../test/remedy/${by})`;
  const seen = [reuse, rotation].map((each) => (each === 'none' ? '–' : each));
  return [...seen, file, except].join(' | ');
}

/** The whole page. Pure, so the same rules give the same page. */
export function rulesPage(): string {
  const catalogue = ruleCatalogue();
  const sections = languages.map(({ folder, rules }) => {
    const rows = catalogue
      .filter(({ id }) => rules.some((rule) => rule.id === id))
      .map(
        ({ id, title, docs }) =>
          `| [\`${id}\`](${posix.relative('docs/rules', docs)}) | ${title} | ${proofOf(id)} |`,
      );
    return [
      `## ${names[folder] ?? folder}`,
      [
        '| rule | what it finds | reuse | rotation | proved by | but |',
        '|---|---|---|---|---|---|',
        ...rows,
      ].join('\n'),
    ];
  });
  return `${[
    '# Rules',
    'What Socket Doctor finds in code that costs connections, and fixes. This page is made from the rules by `npm run docs`; do not edit it.',
    "How loudly a rule speaks is yours to say, in the setting `socketDoctor.rules`: `off`, `hint`, `information` or `warning` for a rule's id. In a file, a comment keeps rules quiet: `socket-doctor-disable-next-line` before a line or `socket-doctor-disable-line` on it, with the ids of the rules that are meant; what follows `--` is for people.",
    'The code of tests is left alone, as a test opens a handful of connections and its process ends; in a loop it is as good as any other program. A test is known by its framework: mocha, Jest, Vitest, tap, AVA, QUnit and node:test; xUnit, NUnit and MSTest; pytest and unittest; JUnit and TestNG; `*testing.T`.',
    'The last columns say how the fixes were seen to work. **run**: the program runs before and after, and a server counts its connections. **few ports**: it also runs where there are 100 ephemeral ports and no reuse of TIME_WAIT; it fails before, and makes 1,000 connections after. **compiled**: that, and no more. **–**: there is no such edit.',
    ...sections.flat(),
  ].join('\n\n')}\n`;
}

if (process.argv[1] === __filename) {
  writeFileSync(rulesPagePath, rulesPage());
}
