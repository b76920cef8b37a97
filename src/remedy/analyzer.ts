import * as l10n from '@vscode/l10n';
import { applyEdits } from './edits';
import type {
  Analysis,
  AnalysisContext,
  Finding,
  Fix,
  FixKind,
  RemedyLanguage,
  TextEdit,
} from './finding';
import type { Grammar } from './grammars';
import { openGrammarShelf } from './grammars';
import { matchesAround, matchesEverywhere } from './matches';
import type { Rule, RuleLanguage } from './rule';
import { languages } from './rules';
import { SourceFile } from './sourceFile';
import { suppressingEdits, suppressions } from './suppression';
import { SyntaxTrees } from './syntaxTrees';

/** Longer texts are generated or minified; nobody edits them by quick fix. In UTF-16 units. */
export const maxTextLength = 1_000_000;

/** A pathological text may not hold the extension host longer than this. */
const defaultTimeLimitMs = 500;

/** Finds what costs connections in a source text. */
export interface Analyzer {
  /**
   * Never rejects: what could not be analysed is an `unavailable` with its reason.
   *
   * @param document names a text that is edited, so that the next analysis of it parses only what
   *   changed; its findings are those that it would have without a name
   */
  readonly analyze: (
    text: string,
    languageId: string,
    context?: AnalysisContext,
    document?: string,
  ) => Promise<Analysis>;
  /** The document is edited no more. */
  readonly forget: (document: string) => void;
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
  const trees = new SyntaxTrees();

  const analyze: Analyzer['analyze'] = async (text, languageId, context = {}, document) => {
    const found = grammarOf(languageId);
    if (found === undefined) {
      return unavailable('unsupported-language', l10n.t('There are no rules for {0}.', languageId));
    }
    const rules = found.rules.filter(
      ({ id, needs }) => context.levels?.[id] !== 'off' && needs.test(text),
    );
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
    const analysis = inspect({
      languageId: found.languageId,
      ...(found.anchors && { anchors: found.anchors }),
      text,
      context,
      rules,
      grammar,
      timeLimitMs,
      // A text without a name has a tree for as long as it is looked at.
      trees: document === undefined ? new SyntaxTrees() : trees,
      document,
    });
    if (analysis.kind === 'unavailable') options.log?.(`A ${languageId} text: ${analysis.detail}`);
    return analysis;
  };

  const dispose = (): void => {
    trees.dispose();
    shelf.dispose();
  };
  return {
    analyze,
    forget: (document) => {
      trees.forget(document);
    },
    dispose,
  };
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
  analyzer: Pick<Analyzer, 'analyze'>,
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

/**
 * The edit that adds a comment which keeps one finding quiet and changes nothing else that is found;
 * `undefined` where no comment can stand there, as within a text of several lines.
 */
export async function suppress(
  analyzer: Pick<Analyzer, 'analyze'>,
  text: string,
  languageId: string,
  context: AnalysisContext,
  { rule, range }: Pick<Finding, 'rule' | 'range'>,
): Promise<TextEdit | undefined> {
  const { line } = range.start;
  const before = await allFindings(analyzer, text, languageId, context);
  const isMeant = (found: Finding): boolean =>
    found.rule === rule && found.range.start.line === line;
  const wanted = before.filter((found) => !isMeant(found)).map(withoutPlace);
  for (const edit of suppressingEdits(text, languageId, rule, line)) {
    const after = await allFindings(analyzer, applyEdits(text, [edit]), languageId, context);
    if (after.map(withoutPlace).join('\n') === wanted.join('\n')) return edit;
  }
  return undefined;
}

async function allFindings(
  analyzer: Pick<Analyzer, 'analyze'>,
  text: string,
  languageId: string,
  context: AnalysisContext,
): Promise<readonly Finding[]> {
  const analysis = await analyzer.analyze(text, languageId, context);
  return analysis.kind === 'findings' ? analysis.findings : [];
}

/** What stays the same when lines are added above. */
function withoutPlace({ rule, message }: Finding): string {
  return `${rule} ${message}`;
}

/** One fix for each finding that has a selected one, in the order of the text. */
async function selectedFixes(
  analyzer: Pick<Analyzer, 'analyze'>,
  text: string,
  languageId: string,
  context: AnalysisContext,
  selection: FixSelection,
): Promise<Fix[]> {
  const findings = await allFindings(analyzer, text, languageId, context);
  const isSelected = ({ kind, isPreferred, isSafe }: Fix): boolean =>
    selection === 'safe' ? isPreferred && isSafe : kind === selection;
  return findings.flatMap(({ fixes }) => fixes.find(isSelected) ?? []);
}

function grammarOf(
  id: string,
):
  | (Pick<RuleLanguage, 'rules' | 'anchors'> & { languageId: RemedyLanguage; grammar: string })
  | undefined {
  for (const { grammars, rules, anchors } of languages) {
    for (const [languageId, grammar] of Object.entries(grammars)) {
      if (languageId !== id) continue;
      return {
        languageId: languageId as RemedyLanguage,
        grammar,
        rules,
        ...(anchors && { anchors }),
      };
    }
  }
  return undefined;
}

/** A text, and all that it takes to look at it. */
interface Inspection {
  readonly text: string;
  readonly languageId: RemedyLanguage;
  readonly context: AnalysisContext;
  readonly rules: readonly Rule[];
  readonly anchors?: RuleLanguage['anchors'];
  readonly grammar: Grammar;
  readonly timeLimitMs: number;
  readonly trees: SyntaxTrees;
  readonly document: string | undefined;
}

function inspect(inspection: Inspection): Analysis {
  const { text, languageId, context, rules, anchors, grammar, timeLimitMs } = inspection;
  const { trees, document } = inspection;
  const deadline = performance.now() + timeLimitMs;
  const isLate = (): boolean => performance.now() > deadline;
  const timedOut = (): Analysis =>
    unavailable('timed-out', l10n.t('The file took longer than {0} ms to read.', timeLimitMs));
  try {
    const root = trees.parse(document ?? '', grammar.parser, text, isLate)?.rootNode;
    if (root === undefined) return timedOut();
    const file = new SourceFile(text, root, languageId, context);
    const matches =
      anchors === undefined
        ? matchesEverywhere(rules, grammar, root, isLate)
        : matchesAround(anchors(file), rules, grammar, root, isLate);
    const findings: Finding[] = [];
    for (const { rule, captures } of matches) {
      if (isLate()) return timedOut();
      const finding = rule.inspect(captures, file);
      if (finding !== undefined) findings.push(finding);
    }
    if (isLate()) return timedOut();
    const isSuppressed = suppressions(file);
    const spoken = findings.filter(({ rule, range }) => !isSuppressed(rule, range.start.line));
    const levelled = spoken.map((finding) => withLevel(finding, context));
    return { kind: 'findings', findings: levelled.sort(byPosition) };
  } catch (error) {
    // A rule that trips over an odd tree must not take the document's other services down.
    return unavailable('grammar-failed', String(error));
  } finally {
    if (document === undefined) trees.dispose();
  }
}

/** What is off was never looked for. */
function withLevel(finding: Finding, { levels }: AnalysisContext): Finding {
  const level = levels?.[finding.rule];
  return level === undefined || level === 'off' ? finding : { ...finding, severity: level };
}

/** In the order of the text, the shorter one first where two begin together. */
function byPosition(a: Finding, b: Finding): number {
  const ends = (['start', 'end'] as const).map(
    (end) =>
      a.range[end].line - b.range[end].line || a.range[end].character - b.range[end].character,
  );
  return ends.find((difference) => difference !== 0) ?? a.rule.localeCompare(b.rule);
}

function unavailable(
  reason: Extract<Analysis, { kind: 'unavailable' }>['reason'],
  detail: string,
): Analysis {
  return { kind: 'unavailable', reason, detail };
}
