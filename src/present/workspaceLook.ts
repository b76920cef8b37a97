/**
 * Looks through the workspace's sources: by itself once a program ran out of ports, for the line that
 * makes the connections may be in a file that nobody has open; and when a person asks.
 */
import * as vscode from 'vscode';
import type { Analyzer } from '../remedy/analyzer';
import type { Findings } from './findings';
import { findSourceFiles } from './sourceFiles';

/** A look that nobody asked for reads at most so many files. */
const mostUnasked = 500;
/** A look that somebody asked for, and may cancel. */
const mostAsked = 20_000;
/** Files that are read while others are analysed. */
const filesAtOnce = 4;

export interface WorkspaceLookOptions {
  readonly findings: Pick<Findings, 'analyzeFile' | 'all'>;
  /** One that works in a thread of its own; made for each look, and ended with it. */
  readonly createAnalyzer: () => Pick<Analyzer, 'analyze' | 'dispose'>;
  readonly isEnabled: () => boolean;
  readonly log: vscode.LogOutputChannel;
}

/** What a look that somebody asked for came to. */
export interface LookResult {
  readonly filesRead: number;
  readonly findings: number;
  readonly filesWithFindings: number;
  readonly isCancelled: boolean;
  /** Whether the workspace has more files than one look reads. */
  readonly isCut: boolean;
}

interface Look {
  readonly most: number;
  readonly token: vscode.CancellationToken;
  readonly onRead?: (filesRead: number, files: number) => void;
}

/** One unasked look at a time, and every look given up when the extension ends. */
export class WorkspaceLook implements vscode.Disposable {
  private readonly cancellation = new vscode.CancellationTokenSource();
  private underWay: Promise<void> | undefined;

  constructor(private readonly options: WorkspaceLookOptions) {}

  /**
   * Looks through the files on disk, with its progress in the status bar; open documents are known
   * already. Joins the look under way. Does nothing in Restricted Mode. Never rejects.
   */
  run(): Promise<void> {
    if (!this.options.isEnabled() || !vscode.workspace.isTrusted) {
      return Promise.resolve();
    }
    this.underWay ??= this.lookUnasked().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** The command: the same with more files, a count as it goes, and a way to stop it. */
  async runAsked(): Promise<LookResult> {
    return vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Looking for code that opens a connection per call'),
        cancellable: true,
      },
      async (progress, asked) => {
        const token = this.eitherOf(asked);
        const { files, isCut } = await this.readFiles({
          most: mostAsked,
          token,
          onRead: (filesRead, count) => {
            const message = vscode.l10n.t('{0} of {1} files', filesRead, count);
            progress.report({ message, increment: 100 / count });
          },
        });
        const found = this.options.findings.all();
        return {
          filesRead: files,
          findings: found.length,
          filesWithFindings: new Set(found.map(({ uri }) => uri.toString())).size,
          isCancelled: token.isCancellationRequested,
          isCut,
        };
      },
    );
  }

  dispose(): void {
    this.cancellation.cancel();
    this.cancellation.dispose();
  }

  /** Cancelled with the person's token, or with the extension's end. */
  private eitherOf(asked: vscode.CancellationToken): vscode.CancellationToken {
    const either = new vscode.CancellationTokenSource();
    for (const token of [asked, this.cancellation.token]) {
      token.onCancellationRequested(() => {
        either.cancel();
      });
    }
    return either.token;
  }

  private async lookUnasked(): Promise<void> {
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Window,
          title: vscode.l10n.t('Looking for code that opens a connection per call'),
        },
        () => this.readFiles({ most: mostUnasked, token: this.cancellation.token }),
      );
    } catch (error) {
      this.options.log.error('Looking through the workspace failed.', String(error));
    }
  }

  private async readFiles({
    most,
    token,
    onRead,
  }: Look): Promise<{ readonly files: number; readonly isCut: boolean }> {
    const { files, isCut } = await findSourceFiles(most, token);
    if (isCut) {
      this.options.log.info(`Looked through the first ${most} source files only.`);
    }
    const analyzer = this.options.createAnalyzer();
    let done = 0;
    const rest = files.values();
    const readOn = async (): Promise<void> => {
      for (const uri of rest) {
        if (token.isCancellationRequested || !this.options.isEnabled()) return;
        await this.options.findings.analyzeFile(uri, analyzer);
        onRead?.(++done, files.length);
      }
    };
    try {
      await Promise.all(Array.from({ length: filesAtOnce }, readOn));
    } finally {
      analyzer.dispose();
    }
    return { files: done, isCut };
  }
}
