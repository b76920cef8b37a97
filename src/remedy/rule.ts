import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from './edits';
import { toTextEdits } from './edits';
import type { Finding, Fix, FixKind, RemedyLanguage } from './finding';
import { nearbyTarget } from './nearbyTarget';
import type { SourceFile } from './sourceFile';

/** The first node under each capture name of a query. */
export type Captures = ReadonlyMap<string, Node>;

/** A cure of a rule: what it is called, what it costs, and the edits for one case. */
export interface FixRecipe<Case> {
  readonly id: string;
  readonly kind: FixKind;
  readonly title: (found: Case, file: SourceFile) => string;
  readonly cost: (found: Case, file: SourceFile) => string;
  /** See {@link Fix.isSafe}; a recipe that does not say is not safe. */
  readonly isSafe?: (found: Case, file: SourceFile) => boolean;
  /** `undefined` where this fix does not suit the case. */
  readonly edits: (found: Case, file: SourceFile) => readonly SourceEdit[] | undefined;
}

/** What a rule is: data, and four small functions on a case that its query found. */
export interface RuleSpec<Case> {
  readonly id: string;
  readonly title: () => string;
  /** A text without this is not even parsed for the rule. */
  readonly needs: RegExp;
  /** A Tree-sitter query; its captures go to `find`. */
  readonly query: string;
  /** The case of a match, or `undefined` where the code is right. */
  readonly find: (captures: Captures, file: SourceFile) => Case | undefined;
  /** The node that the finding underlines. */
  readonly at: (found: Case) => Node;
  readonly message: (found: Case, file: SourceFile) => string;
  readonly severity: (found: Case) => Finding['severity'];
  /** Where the request is seen; else what the code names nearby ({@link nearbyTarget}) is taken. */
  readonly target?: (found: Case) => Finding['target'];
  /** In the order of preference. */
  readonly fixes: readonly FixRecipe<Case>[];
}

/** A rule as the analyzer uses it. */
export interface Rule {
  readonly id: string;
  readonly title: () => string;
  readonly needs: RegExp;
  readonly query: string;
  readonly inspect: (captures: Captures, file: SourceFile) => Finding | undefined;
}

/** A language with its rules: one folder under `rules/`. */
export interface RuleLanguage {
  /** The folder's name here and under `docs/rules/`. */
  readonly folder: string;
  /** The grammar of each of VS Code's language ids it covers. */
  readonly grammars: Readonly<Partial<Record<RemedyLanguage, string>>>;
  readonly rules: readonly Rule[];
  /**
   * Words of which one stands within each node that a rule of the language calls a case, so that only
   * nodes with such a word are looked at. Has the flag `g`. Absent: every node is looked at.
   */
  readonly anchors?: (file: SourceFile) => RegExp;
}

/** Closes a rule's data over the type of its cases. */
export function defineRule<Case>(spec: RuleSpec<Case>): Rule {
  const { id, title, needs, query } = spec;
  const inspect = (captures: Captures, file: SourceFile): Finding | undefined => {
    const found = spec.find(captures, file);
    if (found === undefined) return undefined;
    const node = spec.at(found);
    const fixes: Fix[] = [];
    for (const recipe of spec.fixes) {
      const edits = recipe.edits(found, file);
      if (edits === undefined) continue;
      fixes.push({
        id: recipe.id,
        kind: recipe.kind,
        title: recipe.title(found, file),
        isPreferred: fixes.length === 0,
        isSafe: recipe.kind === 'reuse' && recipe.isSafe?.(found, file) === true,
        edits: toTextEdits(file, edits),
        cost: recipe.cost(found, file),
      });
    }
    const target = spec.target ? spec.target(found) : nearbyTarget(node, file);
    return {
      rule: id,
      range: file.range(node.startIndex, node.endIndex),
      message: spec.message(found, file),
      severity: spec.severity(found),
      ...(target === undefined ? {} : { target }),
      fixes,
    };
  };
  return { id, title, needs, query, inspect };
}
