/** The languages that have rules, and which files are written in them. */
import type { RemedyLanguage } from '../remedy/finding';

const extensionsOfLanguage: Readonly<Record<RemedyLanguage, readonly string[]>> = {
  javascript: ['js', 'mjs', 'cjs'],
  javascriptreact: ['jsx'],
  typescript: ['ts', 'mts', 'cts'],
  typescriptreact: ['tsx'],
  csharp: ['cs'],
  python: ['py', 'pyw'],
  go: ['go'],
  java: ['java'],
};

/** VS Code's ids of the languages that have rules. */
export const remedyLanguages: readonly string[] = Object.keys(extensionsOfLanguage);

/** Every file of these languages, wherever it lies. */
export const sourceGlob = `**/*.{${Object.values(extensionsOfLanguage).flat().join(',')}}`;

/** The language of a file that no editor has opened, by its extension. */
export function languageOfPath(path: string): string | undefined {
  const extension = path.slice(path.lastIndexOf('.') + 1);
  return Object.entries(extensionsOfLanguage).find(([, extensions]) =>
    extensions.includes(extension),
  )?.[0];
}
