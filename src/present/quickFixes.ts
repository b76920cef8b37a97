/**
 * Offers code actions: a finding's fixes in the order of the remedy room (reuse, then rotation), all
 * fixes of the file, a comment that keeps the rule quiet; and `source.fixAll` for the safe ones.
 */
import * as vscode from 'vscode';
import { suppress, type Analyzer } from '../remedy/analyzer';
import type { Fix } from '../remedy/finding';
import type { AnalysisContexts } from './analysisContexts';
import { toDiagnostic } from './diagnostics';
import type { Findings, LocatedFinding } from './findings';
import type { FixAll } from './fixAll';
import { toRange, toWorkspaceEdit } from './positions';
import { remedyLanguages } from './sourceLanguages';

/** What `editor.codeActionsOnSave` names. */
const fixAllKind = vscode.CodeActionKind.SourceFixAll.append('socketDoctor');

export interface QuickFixesOptions {
  readonly findings: Findings;
  readonly fixAll: Pick<FixAll, 'ofDocument'>;
  readonly analyzer: Pick<Analyzer, 'analyze'>;
  readonly contexts: Pick<AnalysisContexts, 'of'>;
  readonly log: vscode.LogOutputChannel;
}

/** An action whose edit is worked out once it is chosen. */
class LaterAction extends vscode.CodeAction {
  constructor(
    title: string,
    readonly workOut: () => Promise<vscode.WorkspaceEdit | undefined>,
  ) {
    super(title, vscode.CodeActionKind.QuickFix);
  }
}

/** The providers for every language that has rules, until disposed. */
export function registerQuickFixes(options: QuickFixesOptions): vscode.Disposable {
  const { findings, fixAll, log } = options;
  const selector = remedyLanguages.map((language) => ({ language }));
  const offered = async <T>(what: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await what;
    } catch (error) {
      log.error('Offering fixes failed.', String(error));
      return otherwise;
    }
  };
  const quickFixes: vscode.CodeActionProvider = {
    provideCodeActions: (document, range, _context, token) =>
      offered(actionsAt(document, range, token, options), []),
    resolveCodeAction: async (action) => {
      if (!(action instanceof LaterAction)) return action;
      const edit = await offered(action.workOut(), undefined);
      if (edit !== undefined) action.edit = edit;
      return action;
    },
  };
  const fixAllProvider: vscode.CodeActionProvider = {
    provideCodeActions: (document, _range, { only }) =>
      // Only when it is asked for by name: the light bulb asks with every move of the cursor.
      only?.contains(fixAllKind) === true && findings.isOurs(document)
        ? offered(fixAllAction(document, fixAll), [])
        : [],
  };
  return vscode.Disposable.from(
    vscode.languages.registerCodeActionsProvider(selector, quickFixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
    vscode.languages.registerCodeActionsProvider(selector, fixAllProvider, {
      providedCodeActionKinds: [fixAllKind],
    }),
  );
}

async function actionsAt(
  document: vscode.TextDocument,
  range: vscode.Range,
  token: vscode.CancellationToken,
  options: QuickFixesOptions,
): Promise<vscode.CodeAction[]> {
  const all = await options.findings.analyzeNow(document);
  const here = all.filter(
    ({ finding }) => toRange(finding.range).intersection(range) !== undefined,
  );
  if (token.isCancellationRequested || here.length === 0) return [];
  const fixes = here.flatMap((one) => one.finding.fixes.map((fix) => toCodeAction(one, fix)));
  if (!vscode.workspace.isTrusted) return fixes;
  return [
    ...fixes,
    ...allInFile(document, all, here, options.fixAll),
    ...here.map((one) => toSuppression(document, one, options)),
  ];
}

async function fixAllAction(
  document: vscode.TextDocument,
  fixAll: QuickFixesOptions['fixAll'],
): Promise<vscode.CodeAction[]> {
  const edit = await fixAll.ofDocument(document, 'safe');
  if (edit === undefined) return [];
  const action = new vscode.CodeAction(
    vscode.l10n.t('Fix all that Socket Doctor can fix safely'),
    fixAllKind,
  );
  action.edit = edit;
  return [action];
}

/** Offered where one of several can be mended by sharing connections. */
function allInFile(
  document: vscode.TextDocument,
  all: readonly LocatedFinding[],
  here: readonly LocatedFinding[],
  fixAll: QuickFixesOptions['fixAll'],
): vscode.CodeAction[] {
  const canReuse = ({ finding }: LocatedFinding): boolean =>
    finding.fixes.some(({ kind }) => kind === 'reuse');
  const fixable = all.filter(canReuse);
  if (fixable.length < 2 || !here.some(canReuse)) return [];
  const action = new LaterAction(
    vscode.l10n.t('Fix all {0} in this file by sharing connections', fixable.length),
    () => fixAll.ofDocument(document, 'reuse'),
  );
  action.diagnostics = here.filter(canReuse).map(({ finding }) => toDiagnostic(finding));
  return [action];
}

function toSuppression(
  document: vscode.TextDocument,
  { uri, finding }: LocatedFinding,
  { analyzer, contexts }: QuickFixesOptions,
): vscode.CodeAction {
  const { version, languageId } = document;
  const action = new LaterAction(
    vscode.l10n.t('Disable {0} for this line', finding.rule),
    async () => {
      const context = await contexts.of(uri, languageId);
      const edit = await suppress(analyzer, document.getText(), languageId, context, finding);
      if (edit === undefined || document.version !== version) return undefined;
      const workspaceEdit = new vscode.WorkspaceEdit();
      workspaceEdit.insert(uri, toRange(edit.range).start, edit.newText);
      return workspaceEdit;
    },
  );
  action.diagnostics = [toDiagnostic(finding)];
  return action;
}

function toCodeAction({ uri, finding }: LocatedFinding, fix: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [toDiagnostic(finding)];
  action.isPreferred = fix.isPreferred;
  action.edit = toWorkspaceEdit(uri, fix);
  return action;
}
