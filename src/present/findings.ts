/**
 * Knows what is wrong in which file: analyses open documents as they change, and other files when
 * it is asked to. Publishes diagnostics, and takes them back when a file changes or goes away.
 */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Analyzer } from '../remedy/analyzer';
import type { Analysis, Finding } from '../remedy/finding';
import type { AnalysisContexts } from './analysisContexts';
import { toDiagnostic } from './diagnostics';
import { readBounded } from './readBounded';
import { languageOfPath, remedyLanguages, sourceGlob } from './sourceLanguages';

export interface LocatedFinding {
  readonly id: string;
  readonly uri: vscode.Uri;
  readonly finding: Finding;
}

/** Typing settles before the file is read again. */
const settleMs = 250;

export interface FindingsOptions {
  readonly analyzer: Pick<Analyzer, 'analyze' | 'forget'>;
  readonly contexts: Pick<AnalysisContexts, 'of'>;
  readonly isEnabled: () => boolean;
  /** What was measured of this code, in a sentence; undefined where it does not churn. */
  readonly measuredAt?: (uri: vscode.Uri, finding: Finding) => string | undefined;
  readonly log: vscode.LogOutputChannel;
}

/** What was found in one state of an open document. */
interface Known {
  readonly state: string;
  readonly findings: readonly LocatedFinding[];
}

/** The findings of all files, by file. */
export class Findings implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection('socketDoctor');
  private readonly byUri = new Map<string, readonly LocatedFinding[]>();
  /** The latest answer for each open document: code actions are asked for with every cursor move. */
  private readonly open = new Map<string, Known>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private isDisposed = false;
  /** Told after every change of what is known. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: FindingsOptions) {
    const changes = vscode.workspace.createFileSystemWatcher(sourceGlob, true, false, true);
    // A folder that goes away is one event, whatever was in it.
    const deletions = vscode.workspace.createFileSystemWatcher('**/*', true, true, false);
    this.subscriptions.push(
      vscode.workspace.onDidOpenTextDocument((document) => {
        this.schedule(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        this.schedule(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        // Its unsaved text is gone; what is on disk may have findings of its own.
        const hadFindings = this.byUri.has(uri.toString());
        this.forget(uri);
        if (hadFindings) this.schedule(uri);
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.analyzeOpenDocuments();
      }),
      changes,
      changes.onDidChange((uri) => {
        if (this.byUri.has(uri.toString()) && !isOpen(uri)) this.schedule(uri);
      }),
      deletions,
      deletions.onDidDelete((uri) => {
        this.forgetUnder(uri);
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

  /** Looks again at every file that has findings, and at every open document. */
  analyzeAgain(): void {
    for (const [first] of this.byUri.values()) {
      if (first && !isOpen(first.uri)) this.schedule(first.uri);
    }
    this.analyzeOpenDocuments();
  }

  /** What was measured has changed: says it with the findings that are known. */
  showMeasured(): void {
    for (const findings of this.byUri.values()) {
      if (findings[0]) this.show(findings[0].uri, findings);
    }
  }

  /** Whether any finding covers this line (0-based). */
  covers(uri: vscode.Uri, line: number): boolean {
    return (this.byUri.get(uri.toString()) ?? []).some(
      ({ finding: { range } }) => line >= range.start.line && line <= range.end.line,
    );
  }

  clear(): void {
    this.byUri.clear();
    this.open.clear();
    this.diagnostics.clear();
    this.changed.fire();
  }

  /** The findings of this very text of the document; for quick fixes, which must not be stale. */
  async analyzeNow(document: vscode.TextDocument): Promise<readonly LocatedFinding[]> {
    if (!this.isOurs(document)) {
      return [];
    }
    const { uri, version, languageId } = document;
    const key = uri.toString();
    const text = document.getText();
    const context = await this.options.contexts.of(uri, languageId);
    const { isTrusted } = vscode.workspace;
    const state = JSON.stringify([version, languageId, context, isTrusted]);
    const known = this.open.get(key);
    if (known?.state === state) {
      return known.findings;
    }
    const analysis = await this.options.analyzer.analyze(text, languageId, context, key);
    const findings = this.locate(uri, text, analysis);
    if (document.version === version && !document.isClosed && this.isOurs(document)) {
      this.open.set(key, { state, findings });
      this.publish(uri, findings);
    }
    return findings;
  }

  /**
   * Analyses a file that is not open; one that cannot be read has no findings.
   *
   * @param analyzer one that works elsewhere, so that many files do not hold up the extension host
   */
  async analyzeFile(
    uri: vscode.Uri,
    analyzer: Pick<Analyzer, 'analyze'> = this.options.analyzer,
  ): Promise<void> {
    const languageId = languageOfPath(uri.path);
    if (languageId === undefined || !this.options.isEnabled() || isOpen(uri)) {
      return;
    }
    const text = await readBounded(uri);
    const context = await this.options.contexts.of(uri, languageId);
    const findings =
      text === undefined
        ? []
        : this.locate(uri, text, await analyzer.analyze(text, languageId, context));
    // Opened meanwhile: then the document's own text counts.
    if (this.options.isEnabled() && !isOpen(uri)) {
      this.publish(uri, findings);
    }
  }

  dispose(): void {
    this.isDisposed = true;
    for (const timer of this.timers.values()) {
      clearTimeout(timer);
    }
    vscode.Disposable.from(...this.subscriptions, this.diagnostics, this.changed).dispose();
  }

  /** Whether a document is one that we look at: a text that somebody edits, in one of our languages. */
  isOurs({ languageId, uri }: vscode.TextDocument): boolean {
    // Not a diff's left side or a search result: those have schemes of their own.
    const isEditable =
      ['file', 'untitled'].includes(uri.scheme) ||
      vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    return this.options.isEnabled() && isEditable && remedyLanguages.includes(languageId);
  }

  /** Analyses a document, or a file that nobody has open, once it has settled. */
  private schedule(target: vscode.TextDocument | vscode.Uri): void {
    const isDocument = 'uri' in target;
    if (isDocument ? !this.isOurs(target) : !isOwnSource(target)) {
      return;
    }
    const key = (isDocument ? target.uri : target).toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => {
        this.timers.delete(key);
        const work = isDocument ? this.analyzeNow(target) : this.analyzeFile(target);
        work.catch((error: unknown) => {
          this.options.log.error('Analysing a file failed.', toError(error));
        });
      }, settleMs),
    );
  }

  /** The file or document is not what it was: nothing is known of it. */
  private forget(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.open.delete(key);
    this.options.analyzer.forget(key);
    this.publish(uri, []);
  }

  /** A file or folder has gone from the disk. An editor that still holds it finds anew when it asks. */
  private forgetUnder(gone: vscode.Uri): void {
    const path = gone.toString();
    for (const [key, [first]] of this.byUri) {
      if (first && (key === path || key.startsWith(`${path}/`))) {
        this.forget(first.uri);
      }
    }
  }

  private locate(uri: vscode.Uri, text: string, analysis: Analysis): readonly LocatedFinding[] {
    if (analysis.kind === 'unavailable') {
      this.options.log.debug(
        `No analysis of ${uri.toString()}: ${analysis.reason}, ${analysis.detail}`,
      );
      return [];
    }
    const lines = text.split(/\r\n|\r|\n/);
    const seen = new Map<string, number>();
    return analysis.findings.map((finding) => {
      const place = `${finding.rule}\n${lines[finding.range.start.line]?.trim() ?? ''}`;
      const occurrence = (seen.get(place) ?? 0) + 1;
      seen.set(place, occurrence);
      return {
        id: findingId(uri, place, occurrence),
        uri,
        // In Restricted Mode we change no code (package.nls.json says so).
        finding: vscode.workspace.isTrusted ? finding : { ...finding, fixes: [] },
      };
    });
  }

  private publish(uri: vscode.Uri, findings: readonly LocatedFinding[]): void {
    const key = uri.toString();
    if (this.isDisposed || (findings.length === 0 && !this.byUri.has(key))) {
      return;
    }
    if (findings.length === 0) {
      this.byUri.delete(key);
    } else {
      this.byUri.set(key, findings);
    }
    this.show(uri, findings);
    this.changed.fire();
  }

  private show(uri: vscode.Uri, findings: readonly LocatedFinding[]): void {
    this.diagnostics.set(
      uri,
      findings.map(({ finding }) => toDiagnostic(finding, this.options.measuredAt?.(uri, finding))),
    );
  }
}

/**
 * Names a finding by what its line says, so that it stays the same while other lines change, and is
 * never another one's after the first of two was mended. Short whatever the path; never parsed back.
 */
function findingId(uri: vscode.Uri, place: string, occurrence: number): string {
  return createHash('sha256')
    .update(`${uri.toString()}\n${place}\n${occurrence}`)
    .digest('base64url')
    .slice(0, 22);
}

/** A file of the workspace that somebody here wrote. */
function isOwnSource(uri: vscode.Uri): boolean {
  const isInstalled = uri.path.includes('/node_modules/');
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined && !isInstalled;
}

function isOpen(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === key);
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
