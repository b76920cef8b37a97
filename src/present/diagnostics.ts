/** A finding as the editor's Problems view shows it. */
import * as vscode from 'vscode';
import type { Finding } from '../remedy/finding';
import { rulePage } from './links';
import { toRange } from './positions';

const severities: Readonly<Record<Finding['severity'], vscode.DiagnosticSeverity>> = {
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/**
 * The diagnostic of a finding; its code links to the rule's page.
 *
 * @param measured the sentence that says what was measured on these lines: then it is no guess any
 *   more, and comes first
 */
export function toDiagnostic(finding: Finding, measured?: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    measured === undefined ? finding.message : `${measured} ${finding.message}`,
    measured === undefined ? severities[finding.severity] : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Socket Doctor';
  diagnostic.code = { value: finding.rule, target: rulePage(finding.rule) };
  return diagnostic;
}
