/** Where our pages live. */
import * as vscode from 'vscode';

const repository = 'https://github.com/socket-doctor/socket-doctor';

/** The page that explains a rule: why, wrong, right, cost, sources. */
export function rulePage(rule: string): vscode.Uri {
  return vscode.Uri.parse(`${repository}/blob/main/docs/rules/${rule}.md`);
}

/** The page that explains the arithmetic. */
export const arithmeticPage = vscode.Uri.parse(`${repository}/blob/main/docs/ARITHMETIC.md`);
