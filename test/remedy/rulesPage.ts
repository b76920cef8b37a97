/** Writes docs/rules/README.md from the rules: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { ruleCatalogue } from '../../src/remedy/catalogue';
import { languages } from '../../src/remedy/rules';

export const rulesPagePath = join(__dirname, '../../docs/rules/README.md');

const names: Readonly<Record<string, string>> = {
  javascript: 'JavaScript and TypeScript',
  csharp: 'C#',
  python: 'Python',
  java: 'Java',
  go: 'Go',
};

/** The whole page. Pure, so the same rules give the same page. */
export function rulesPage(): string {
  const catalogue = ruleCatalogue();
  const sections = languages.map(({ folder, rules }) => {
    const rows = catalogue
      .filter(({ id }) => rules.some((rule) => rule.id === id))
      .map(
        ({ id, title, docs }) =>
          `| [\`${id}\`](${posix.relative('docs/rules', docs)}) | ${title} |`,
      );
    return [
      `## ${names[folder] ?? folder}`,
      ['| rule | what it finds |', '|---|---|', ...rows].join('\n'),
    ];
  });
  return `${[
    '# Rules',
    'What Socket Doctor finds in code that costs connections, and fixes. This page is made from the rules by `npm run docs`; do not edit it.',
    "How loudly a rule speaks is yours to say, in the setting `socketDoctor.rules`: `off`, `hint`, `information` or `warning` for a rule's id. In a file, a comment keeps rules quiet: `socket-doctor-disable-next-line` before a line or `socket-doctor-disable-line` on it, with the ids of the rules that are meant; what follows `--` is for people.",
    ...sections.flat(),
  ].join('\n\n')}\n`;
}

if (process.argv[1] === __filename) {
  writeFileSync(rulesPagePath, rulesPage());
}
