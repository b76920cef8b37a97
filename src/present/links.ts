/** Where our pages live. */
import * as vscode from 'vscode';
import { rulePagePath } from '../remedy/catalogue';

const pages = 'https://github.com/socket-doctor/socket-doctor/blob/main';

/** The page that explains a rule: why, wrong, right, cost, sources. */
export function rulePage(rule: string): vscode.Uri {
  return vscode.Uri.parse(`${pages}/${rulePagePath(rule)}`);
}

/** The page that explains what the probes count, and how. */
export const callsPage = vscode.Uri.parse(`${pages}/docs/CALLS.md`);

/** The page that explains the arithmetic. */
export const arithmeticPage = vscode.Uri.parse(`${pages}/docs/ARITHMETIC.md`);
