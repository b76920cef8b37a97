/**
 * Answers the editor's modal questions. Under test the editor refuses to show them ("refused to show
 * dialog in tests"), so the one function through which they are asked is stood in for; the extension's
 * `vscode` is the tests' own.
 */
import * as vscode from 'vscode';

export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

export interface Answering {
  /** The questions that were asked, in order. */
  readonly questions: readonly Question[];
  /** The warnings that asked nothing. */
  readonly warnings: readonly string[];
  restore(): void;
}

/** Answers each question with the button that `choose` names; undefined is Cancel. */
export function answerQuestions(
  choose: (question: Question) => string | undefined | Promise<string | undefined>,
): Answering {
  const questions: Question[] = [];
  const warnings: string[] = [];
  const window = vscode.window as { showWarningMessage: unknown };
  const original = window.showWarningMessage;
  window.showWarningMessage = async (message: string, ...rest: unknown[]) => {
    const [options, ...buttons] = rest;
    if (typeof options !== 'object' || options === null || !('modal' in options)) {
      warnings.push(message);
      return undefined;
    }
    const { detail = '' } = options as vscode.MessageOptions;
    const question = { message, detail, buttons: buttons as string[] };
    questions.push(question);
    return choose(question);
  };
  return {
    questions,
    warnings,
    restore: () => {
      window.showWarningMessage = original;
    },
  };
}
