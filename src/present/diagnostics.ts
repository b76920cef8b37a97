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

/** The diagnostic of a finding; its code links to the rule's page. */
export function toDiagnostic(finding: Finding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(finding.range),
    finding.message,
    severities[finding.severity],
  );
  diagnostic.source = 'Socket Doctor';
  diagnostic.code = { value: finding.rule, target: rulePage(finding.rule) };
  return diagnostic;
}
