/** "Analyze Selected Text" and "Analyze Clipboard": a log that a person has, not a program of now. */
import * as vscode from 'vscode';
import { recognize } from '../recognize/recognize';
import type { SocketError } from '../recognize/socketError';
import { LineAssembler } from '../watch/lineAssembler';

/** Of a longer text the end is read: the last words of a program matter most. In UTF-16 units. */
const longestText = 16 * 1_048_576;
/** Choices in the list; a log holds the same few errors over and over. */
const mostChoices = 50;
/** Of a line, as much as a list shows. */
const longestLine = 200;

export interface TextCommandOptions<Result> {
  /** Explains one error and shows the answer. */
  readonly explain: (error: SocketError, label: string) => Promise<Result>;
  /** Why not, where the text is a piece of advice that is wrong here; else undefined. */
  readonly whyNot: (text: string) => string | undefined;
}

/** Explains the errors in the selection of the active editor. */
export async function analyzeSelection<Result>(
  options: TextCommandOptions<Result>,
): Promise<Result | undefined> {
  const editor = vscode.window.activeTextEditor;
  const text = (editor?.selections ?? [])
    .map((selection) => editor?.document.getText(selection) ?? '')
    .join('\n');
  if (text.trim() === '') {
    say(vscode.l10n.t('Select the text of a log first.'));
    return undefined;
  }
  return analyzeText(text, vscode.l10n.t('the selected text'), options);
}

/** Explains the errors in what was copied last. */
export async function analyzeClipboard<Result>(
  options: TextCommandOptions<Result>,
): Promise<Result | undefined> {
  const text = await vscode.env.clipboard.readText();
  if (text.trim() === '') {
    say(vscode.l10n.t('The clipboard holds no text.'));
    return undefined;
  }
  return analyzeText(text, vscode.l10n.t('the clipboard'), options);
}

/**
 * Explains the errors in what is selected in the terminal. Only its own copy command reaches that
 * text, so what the clipboard held is put back afterwards.
 */
export async function analyzeTerminalSelection<Result>(
  options: TextCommandOptions<Result>,
): Promise<Result | undefined> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  let text: string;
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    text = await clipboard.readText();
  } finally {
    await clipboard.writeText(before);
  }
  if (text.trim() === '') {
    say(vscode.l10n.t('Select the text in the terminal first.'));
    return undefined;
  }
  return analyzeText(text, vscode.l10n.t('the selected text'), options);
}

async function analyzeText<Result>(
  text: string,
  label: string,
  { explain, whyNot }: TextCommandOptions<Result>,
): Promise<Result | undefined> {
  // Where it comes from is not known, so neither is the system: no platform is assumed.
  const errors = distinct(recognize(plain(text.slice(-longestText))));
  if (errors.length === 0) {
    say(whyNot(text) ?? vscode.l10n.t('No socket error was found in {0}.', label));
    return undefined;
  }
  const chosen = errors.length === 1 ? errors[0] : await choose(errors);
  return chosen && explain(chosen, label);
}

/** Without the colours that a log may hold. */
function plain(text: string): string {
  const assembler = new LineAssembler();
  return [assembler.push(text), assembler.flush()].filter((part) => part !== undefined).join('\n');
}

/** One of each trouble, the latest first. */
function distinct(errors: readonly SocketError[]): SocketError[] {
  const seen = new Map<string, SocketError>();
  for (const error of [...errors].reverse()) {
    const { code, operation, endpoint } = error;
    const key = JSON.stringify([code, operation, endpoint?.address, endpoint?.port]);
    if (!seen.has(key)) seen.set(key, error);
  }
  return [...seen.values()].slice(0, mostChoices);
}

async function choose(errors: readonly SocketError[]): Promise<SocketError | undefined> {
  const choices = errors.map((error) => ({
    label: error.line.trim().slice(0, longestLine),
    description: error.code,
    error,
  }));
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t('Which of these errors?'),
    placeHolder: vscode.l10n.t('The latest comes first'),
  });
  return choice?.error;
}

function say(message: string): void {
  void vscode.window.showInformationMessage(message);
}
