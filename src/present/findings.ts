/**
 * Knows what is wrong in which file: analyses open documents as they change, and, when a program
 * ran out of ports, the workspace's other sources too. Publishes diagnostics.
 */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { PortSpan, Reading } from '../measure/measurement';
import type { Analysis, AnalysisContext, Finding } from '../remedy/finding';
import { rulePage } from './links';
import { toRange } from './positions';

/** The part of the analyzer that is used here. */
export interface SourceAnalyzer {
  analyze(text: string, languageId: string, context: AnalysisContext): Promise<Analysis>;
}

export interface LocatedFinding {
  readonly id: string;
  readonly uri: vscode.Uri;
  readonly finding: Finding;
}

const extensionsOfLanguage: Readonly<Record<string, readonly string[]>> = {
  javascript: ['js', 'mjs', 'cjs'],
  javascriptreact: ['jsx'],
  typescript: ['ts', 'mts', 'cts'],
  typescriptreact: ['tsx'],
  csharp: ['cs'],
};

export const remedyLanguages: readonly string[] = Object.keys(extensionsOfLanguage);

/** Typing settles before the file is read again. */
const settleMs = 250;
/** One look through a workspace reads at most so many files; a monorepo must not stall the host. */
const mostFilesInOneLook = 500;
const mostBytesInOneFile = 1_000_000;

export interface FindingsOptions {
  readonly analyzer: SourceAnalyzer;
  /** The live range, so that a port rotation stays out of it. */
  readonly ephemeralRange: () => Reading<PortSpan> | undefined;
  readonly isEnabled: () => boolean;
  readonly log: vscode.LogOutputChannel;
}

export class Findings implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('socketDoctor');
  private readonly byUri = new Map<string, readonly LocatedFinding[]>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [];
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: FindingsOptions) {
    this.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.schedule(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.schedule(document);
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) {
          this.publish(uri, []);
        }
      }),
    );
    this.analyzeOpenDocuments();
  }

  /** All that is known, in the order of files. */
  all(): readonly LocatedFinding[] {
    return [...this.byUri.values()].flat();
  }

  byId(id: string): LocatedFinding | undefined {
    return this.all().find((located) => located.id === id);
  }

  analyzeOpenDocuments(): void {
    for (const document of vscode.workspace.textDocuments) {
      this.schedule(document);
    }
  }

  clear(): void {
    this.byUri.clear();
    this.diagnostics.clear();
    this.changed.fire();
  }

  /** The findings of this very text of the document; for quick fixes, which must not be stale. */
  async analyzeNow(document: vscode.TextDocument): Promise<readonly LocatedFinding[]> {
    if (!this.options.isEnabled() || !remedyLanguages.includes(document.languageId)) {
      return [];
    }
    const version = document.version;
    const findings = await this.analyzeText(document.uri, document.getText(), document.languageId);
    if (document.version === version && !document.isClosed) {
      this.publish(document.uri, findings);
    }
    return findings;
  }

  /**
   * Looks through the workspace's sources once, bounded and cancellable; open documents are skipped
   * (they are known already). Does nothing in Restricted Mode.
   */
  async lookThroughWorkspace(token: vscode.CancellationToken): Promise<void> {
    if (!this.options.isEnabled() || !vscode.workspace.isTrusted) {
      return;
    }
    const extensions = Object.values(extensionsOfLanguage).flat().join(',');
    const files = await vscode.workspace.findFiles(
      `**/*.{${extensions}}`,
      '**/{node_modules,bower_components,dist,out,build,bin,obj,.git}/**',
      mostFilesInOneLook,
      token,
    );
    if (files.length === mostFilesInOneLook) {
      this.options.log.info(`Looked through the first ${mostFilesInOneLook} source files only.`);
    }
    const open = new Set(vscode.workspace.textDocuments.map(({ uri }) => uri.toString()));
    for (const uri of files) {
      if (token.isCancellationRequested) {
        return;
      }
      if (!open.has(uri.toString())) {
        await this.analyzeFile(uri);
      }
    }
  }

  /** The same, with its progress in the status bar. */
  async lookThroughWorkspaceWithProgress(): Promise<void> {
    await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: vscode.l10n.t('Looking for code that opens a connection per call'),
      },
      (_progress, token) => this.lookThroughWorkspace(token),
    );
  }

  dispose(): void {
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    vscode.Disposable.from(...this.subscriptions, this.diagnostics, this.changed).dispose();
  }

  private schedule(document: vscode.TextDocument): void {
    if (!this.options.isEnabled() || !remedyLanguages.includes(document.languageId)) {
      return;
    }
    if (!['file', 'untitled', 'vscode-remote', 'vscode-vfs'].includes(document.uri.scheme)) {
      return; // A diff's left side, a search result: not a text that anyone edits.
    }
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        this.analyzeNow(document).catch((error: unknown) => {
          this.options.log.error('Analysing a document failed.', toError(error));
        });
      }, settleMs),
    );
  }

  private async analyzeFile(uri: vscode.Uri): Promise<void> {
    const languageId = languageOf(uri);
    if (languageId === undefined) {
      return;
    }
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > mostBytesInOneFile) {
        return;
      }
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      this.publish(uri, await this.analyzeText(uri, text, languageId));
    } catch (error) {
      // A file that went away or may not be read is no reason to stop looking.
      this.options.log.debug(`Could not read ${uri.toString()}.`, String(error));
    }
  }

  private async analyzeText(
    uri: vscode.Uri,
    text: string,
    languageId: string,
  ): Promise<readonly LocatedFinding[]> {
    const range = this.options.ephemeralRange();
    const analysis = await this.options.analyzer.analyze(text, languageId, {
      ...(range?.kind === 'value' && { ephemeralRange: range.value }),
    });
    if (analysis.kind === 'unavailable') {
      this.options.log.debug(
        `No analysis of ${uri.toString()}: ${analysis.reason}, ${analysis.detail}`,
      );
      return [];
    }
    return analysis.findings.map((finding, index) => ({
      id: findingId(uri, index, finding.rule),
      uri,
      finding,
    }));
  }

  private publish(uri: vscode.Uri, findings: readonly LocatedFinding[]): void {
    if (findings.length === 0 && !this.byUri.has(uri.toString())) {
      return;
    }
    if (findings.length === 0) {
      this.byUri.delete(uri.toString());
    } else {
      this.byUri.set(uri.toString(), findings);
    }
    this.diagnostics.set(
      uri,
      findings.map(({ finding }) => toDiagnostic(finding)),
    );
    this.changed.fire();
  }
}

/** The same for the same place in a file, and short whatever the path; never parsed back. */
function findingId(uri: vscode.Uri, index: number, rule: string): string {
  return createHash('sha256')
    .update(`${uri.toString()}\n${rule}\n${index}`)
    .digest('base64url')
    .slice(0, 22);
}

const severities: Readonly<Record<Finding['severity'], vscode.DiagnosticSeverity>> = {
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

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

function languageOf(uri: vscode.Uri): string | undefined {
  const extension = uri.path.slice(uri.path.lastIndexOf('.') + 1);
  return Object.entries(extensionsOfLanguage).find(([, extensions]) =>
    extensions.includes(extension),
  )?.[0];
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
