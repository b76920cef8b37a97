import type { Tree } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { applyEdits } from './edits';
import type { Analysis, AnalysisContext, Finding, Fix, FixKind, RemedyLanguage } from './finding';
import type { Grammar } from './grammars';
import { openGrammarShelf } from './grammars';
import type { Captures, Rule } from './rule';
import { languages } from './rules';
import { SourceFile } from './sourceFile';
import { suppressions } from './suppression';

/** Longer texts are generated or minified; nobody edits them by quick fix. In UTF-16 units. */
export const maxTextLength = 1_000_000;

/** A pathological text may not hold the extension host longer than this. */
const defaultTimeLimitMs = 500;

/** Finds what costs connections in a source text. */
export interface Analyzer {
  /** Never rejects: what could not be analysed is an `unavailable` with its reason. */
  readonly analyze: (
    text: string,
    languageId: string,
    context?: AnalysisContext,
  ) => Promise<Analysis>;
  /** Frees the grammars; the analyzer is not used after it. */
  readonly dispose: () => void;
}

/** An analyzer over a folder of grammars, which are loaded when the first text needs them. */
export function createAnalyzer(options: {
  readonly grammarsDir: string;
  readonly log?: (message: string) => void;
  /** How long one text may take once its grammar is there; 500 where it is not said. */
  readonly timeLimitMs?: number;
}): Analyzer {
  const { timeLimitMs = defaultTimeLimitMs } = options;
  const shelf = openGrammarShelf(options.grammarsDir);
  const failed = new Set<string>();

  const analyze: Analyzer['analyze'] = async (text, languageId, context = {}) => {
    const found = grammarOf(languageId);
    if (found === undefined) {
      return unavailable('unsupported-language', l10n.t('There are no rules for {0}.', languageId));
    }
    const rules = found.rules.filter((rule) => rule.needs.test(text));
    if (rules.length === 0) return { kind: 'findings', findings: [] };
    if (text.length > maxTextLength) {
      const detail = l10n.t(
        'The file has {0} characters; the limit is {1}.',
        text.length,
        maxTextLength,
      );
      return unavailable('too-large', detail);
    }
    let grammar: Grammar;
    try {
      grammar = await shelf.load(found.grammar);
    } catch (error) {
      if (!failed.has(found.grammar)) {
        failed.add(found.grammar); // said once, not with every key that is typed
        options.log?.(`Grammar ${found.grammar} could not be loaded: ${String(error)}`);
      }
      return unavailable('grammar-failed', String(error));
    }
    const analysis = inspect(text, found.languageId, context, rules, grammar, timeLimitMs);
    if (analysis.kind === 'unavailable') options.log?.(`A ${languageId} text: ${analysis.detail}`);
    return analysis;
  };

  return { analyze, dispose: shelf.dispose };
}

/** Fixes that are applied together: of one kind, or `safe`, those that may be applied unseen. */
export type FixSelection = FixKind | 'safe';

/**
 * The text after the first selected fix of every finding that has one, applied one after the other
 * so that later fixes share what earlier ones made. Each round takes one finding away; a fix that
 * would not is left out. `safe` is what `source.fixAll` applies: for a finding whose preferred fix
 * is not safe it does nothing.
 */
export async function fixAll(
  analyzer: Analyzer,
  text: string,
  languageId: string,
  context: AnalysisContext = {},
  selection: FixSelection = 'reuse',
): Promise<string> {
  let current = text;
  let open = await selectedFixes(analyzer, current, languageId, context, selection);
  let skipped = 0;
  for (;;) {
    const fix = open[skipped];
    if (fix === undefined) return current;
    const next = applyEdits(current, fix.edits);
    const left = await selectedFixes(analyzer, next, languageId, context, selection);
    if (left.length < open.length) [current, open] = [next, left];
    else skipped++;
  }
}

/** One fix for each finding that has a selected one, in the order of the text. */
async function selectedFixes(
  analyzer: Analyzer,
  text: string,
  languageId: string,
  context: AnalysisContext,
  selection: FixSelection,
): Promise<Fix[]> {
  const analysis = await analyzer.analyze(text, languageId, context);
  if (analysis.kind !== 'findings') return [];
  const isSelected = ({ kind, isPreferred, isSafe }: Fix): boolean =>
    selection === 'safe' ? isPreferred && isSafe : kind === selection;
  return analysis.findings.flatMap(({ fixes }) => fixes.find(isSelected) ?? []);
}

function grammarOf(
  id: string,
): { languageId: RemedyLanguage; grammar: string; rules: readonly Rule[] } | undefined {
  for (const { grammars, rules } of languages) {
    for (const [languageId, grammar] of Object.entries(grammars)) {
      if (languageId === id) return { languageId: languageId as RemedyLanguage, grammar, rules };
    }
  }
  return undefined;
}

function inspect(
  text: string,
  languageId: RemedyLanguage,
  context: AnalysisContext,
  rules: readonly Rule[],
  grammar: Grammar,
  timeLimitMs: number,
): Analysis {
  let tree: Tree | null = null;
  try {
    // One query for all rules: the tree is walked once. A pattern's offset tells whose it is.
    const query = grammar.query(rules.map((rule) => rule.query).join('\n'));
    const ends = rules.map(
      (_, index) =>
        rules
          .slice(0, index + 1)
          .map((rule) => rule.query)
          .join('\n').length,
    );
    const ruleOf = (offset: number): Rule | undefined =>
      rules[ends.findIndex((end) => offset < end)];
    const deadline = performance.now() + timeLimitMs;
    const late = (): boolean => performance.now() > deadline;
    const timedOut = (): Analysis =>
      unavailable('timed-out', l10n.t('The file took longer than {0} ms to read.', timeLimitMs));
    tree = grammar.parser.parse(text, null, { progressCallback: late });
    if (tree === null) {
      grammar.parser.reset(); // else the next parse would resume this one
      return timedOut();
    }
    const file = new SourceFile(text, tree.rootNode, languageId, context);
    const findings: Finding[] = [];
    const matches = query.matches(tree.rootNode, { progressCallback: late });
    for (const { patternIndex, captures } of matches) {
      if (late()) return timedOut();
      const byName: Captures = new Map(captures.map(({ name, node }) => [name, node]));
      const finding = ruleOf(query.startIndexForPattern(patternIndex))?.inspect(byName, file);
      if (finding !== undefined) findings.push(finding);
    }
    if (late()) return timedOut();
    const isSuppressed = suppressions(file);
    const spoken = findings.filter(({ rule, range }) => !isSuppressed(rule, range.start.line));
    return { kind: 'findings', findings: spoken.sort(byPosition) };
  } catch (error) {
    // A rule that trips over an odd tree must not take the document's other services down.
    return unavailable('grammar-failed', String(error));
  } finally {
    tree?.delete();
  }
}

function byPosition(a: Finding, b: Finding): number {
  const [left, right] = [a.range.start, b.range.start];
  return left.line - right.line || left.character - right.character;
}

function unavailable(
  reason: Extract<Analysis, { kind: 'unavailable' }>['reason'],
  detail: string,
): Analysis {
  return { kind: 'unavailable', reason, detail };
}
