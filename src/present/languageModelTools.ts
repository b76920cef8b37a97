/** Two tools for assistants in the editor: the analysis, and the findings. Both only tell. */
import * as vscode from 'vscode';
import { analysisText, findingsText, type AnalysisFacts, type FindingFacts } from './toolTexts';

const longestAdvice = 2_000;

export interface LanguageModelToolsOptions {
  /** Measures now, and gives what is known. */
  readonly analyze: () => Promise<AnalysisFacts>;
  /** Looks through the workspace's files, unless that is switched off. */
  readonly findings: () => Promise<readonly FindingFacts[]>;
}

/** Registers what package.json contributes as `languageModelTools`. */
export function registerLanguageModelTools({
  analyze,
  findings,
}: LanguageModelToolsOptions): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool<{ readonly advice?: unknown }>('socketDoctor_analyze', {
      prepareInvocation: () => ({
        invocationMessage: vscode.l10n.t('Measuring ports and connections'),
      }),
      invoke: async ({ input: { advice } }) =>
        answer(analysisText({ ...(await analyze()), advice: boundedAdvice(advice) })),
    }),
    vscode.lm.registerTool('socketDoctor_findings', {
      prepareInvocation: () => ({
        invocationMessage: vscode.l10n.t('Looking for code that opens a connection per call'),
      }),
      invoke: async () => answer(findingsText(await findings())),
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

/** An assistant's words: whatever it sends. */
function boundedAdvice(given: unknown): string | undefined {
  return typeof given === 'string' ? given.slice(0, longestAdvice) : undefined;
}
