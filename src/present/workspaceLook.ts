/**
 * Looks through the workspace's sources once a program ran out of ports: the line that makes the
 * connections may be in a file that nobody has open.
 */
import * as vscode from 'vscode';
import type { Findings } from './findings';
import { sourceGlob } from './sourceLanguages';

/** One look reads at most so many files; a monorepo must not stall the extension host. */
const mostFiles = 500;
const leftOut = '**/{node_modules,bower_components,dist,out,build,bin,obj,.git}/**';

/** One look at a time, bounded, and given up when the extension ends. */
export class WorkspaceLook implements vscode.Disposable {
  private readonly cancellation = new vscode.CancellationTokenSource();
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly findings: Findings,
    private readonly isEnabled: () => boolean,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Looks through the files on disk, with its progress in the status bar; open documents are known
   * already. Joins the look under way. Does nothing in Restricted Mode. Never rejects.
   */
  run(): Promise<void> {
    if (!this.isEnabled() || !vscode.workspace.isTrusted) {
      return Promise.resolve();
    }
    this.underWay ??= this.look().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  dispose(): void {
    this.cancellation.cancel();
    this.cancellation.dispose();
  }

  private async look(): Promise<void> {
    try {
      await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Window,
          title: vscode.l10n.t('Looking for code that opens a connection per call'),
        },
        () => this.readFiles(this.cancellation.token),
      );
    } catch (error) {
      this.log.error('Looking through the workspace failed.', String(error));
    }
  }

  private async readFiles(token: vscode.CancellationToken): Promise<void> {
    const found = await vscode.workspace.findFiles(sourceGlob, leftOut, mostFiles, token);
    if (found.length === mostFiles) {
      this.log.info(`Looked through the first ${mostFiles} source files only.`);
    }
    // In a virtual workspace each file would come over the network.
    for (const uri of found.filter(({ scheme }) => scheme === 'file')) {
      if (token.isCancellationRequested || !this.isEnabled()) {
        return;
      }
      await this.findings.analyzeFile(uri);
    }
  }
}
