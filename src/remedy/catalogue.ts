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
    rules.map(({ id, title }) => ({
      id,
      title: title(),
      docs: `docs/rules/${folder}/${id.slice(id.indexOf('/') + 1)}.md`,
    })),
  );
}
