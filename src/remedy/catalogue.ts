import { languages } from './rules';

/** A rule as documentation and diagnostics name it. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  /** The page, from the repository's root. */
  readonly docs: string;
}

/** Every rule, in the language of the editor. */
export function ruleCatalogue(): readonly CatalogueEntry[] {
  return languages.flatMap(({ folder, rules }) =>
    rules.map(({ id, title }) => ({ id, title: title(), docs: pagePath(folder, id) })),
  );
}

/** The page of a rule, from the repository's root; the folder of all pages for an unknown id. */
export function rulePagePath(id: string): string {
  const language = languages.find(({ rules }) => rules.some((rule) => rule.id === id));
  return language === undefined ? 'docs/rules' : pagePath(language.folder, id);
}

/** `js/agent-false` has its page beside those of its language: `docs/rules/javascript/agent-false.md`. */
function pagePath(folder: string, id: string): string {
  return `docs/rules/${folder}/${id.slice(id.indexOf('/') + 1)}.md`;
}
