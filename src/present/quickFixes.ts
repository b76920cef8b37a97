/** Offers a finding's fixes as code actions, in the order of the remedy room: reuse, then rotation. */
import * as vscode from 'vscode';
import type { Fix } from '../remedy/finding';
import { toDiagnostic } from './diagnostics';
import type { Findings, LocatedFinding } from './findings';
import { toRange, toWorkspaceEdit } from './positions';
import { remedyLanguages } from './sourceLanguages';

/** The provider for every language that has rules, until disposed. */
export function registerQuickFixes(
  findings: Findings,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    remedyLanguages.map((language) => ({ language })),
    {
      async provideCodeActions(document, range, _context, token) {
        try {
          const located = await findings.analyzeNow(document);
          if (token.isCancellationRequested) {
            return [];
          }
          return located
            .filter(({ finding }) => toRange(finding.range).intersection(range) !== undefined)
            .flatMap((one) => one.finding.fixes.map((fix) => toCodeAction(one, fix)));
        } catch (error) {
          log.error('Offering fixes failed.', String(error));
          return [];
        }
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function toCodeAction({ uri, finding }: LocatedFinding, fix: Fix): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [toDiagnostic(finding)];
  action.isPreferred = fix.isPreferred;
  action.edit = toWorkspaceEdit(uri, fix);
  return action;
}
