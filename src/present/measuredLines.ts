/**
 * Says at the line what was measured there: a diagnostic where it opens connections that it could
 * reuse, and, where a person has switched them on, a lens over every line that makes calls.
 */
import * as vscode from 'vscode';
import { endpointLabel } from '../explain/addresses';
import { churnMessage, churnOf, reuseFigure, type Churn } from '../explain/churn';
import type { CallFacts, PlacedCalls, PlacedSite } from './callFacts';
import { callsPage } from './links';
import { remedyLanguages } from './sourceLanguages';

export interface MeasuredLinesOptions {
  readonly facts: () => CallFacts | undefined;
  readonly onDidChange: vscode.Event<void>;
  readonly showsLenses: () => boolean;
  /** Whether anything is said in the code at all. */
  readonly isEnabled: () => boolean;
}

/** What was measured at one line of a file. */
export interface MeasuredLine {
  /** 0-based. */
  readonly line: number;
  readonly figure: string;
  readonly destination: string;
  readonly churn?: Churn;
}

/** Figures move; a diagnostic that is set anew with each would only flicker. */
const settleMs = 2_000;
/** Files whose edits are remembered. */
const mostEdited = 1_000;

/** Diagnostics and lenses of the measured lines, until disposed. */
export class MeasuredLines implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly diagnostics =
    vscode.languages.createDiagnosticCollection('socketDoctor.measured');
  private readonly lensesChanged = new vscode.EventEmitter<void>();
  private readonly churnChanged = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private byFile = new Map<string, readonly MeasuredLine[]>();
  /** When each file was last edited: what ran before that stood on other lines. */
  private readonly editedAtMs = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private shown = '';
  readonly onDidChangeCodeLenses = this.lensesChanged.event;
  /** Told when another line churns than before, or its figure is another. */
  readonly onDidChangeChurn = this.churnChanged.event;

  constructor(private readonly options: MeasuredLinesOptions) {
    this.subscriptions = vscode.Disposable.from(
      options.onDidChange(() => {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.update();
        }, settleMs).unref();
      }),
      vscode.languages.registerCodeLensProvider(
        remedyLanguages.map((language) => ({ scheme: 'file', language })),
        this,
      ),
      vscode.workspace.onDidChangeTextDocument(({ document: { uri }, contentChanges }) => {
        if (contentChanges.length > 0) this.edited(uri);
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('socketDoctor')) this.update();
      }),
    );
  }

  provideCodeLenses({ uri, lineCount }: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.options.showsLenses()) return [];
    return this.linesOf(uri)
      .filter(({ line }) => line < lineCount)
      .map(
        ({ line, figure, destination }) =>
          new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
            title: figure,
            tooltip: vscode.l10n.t('Measured by the probe in your program, to {0}.', destination),
            command: 'socketDoctor.analyze',
          }),
      );
  }

  /** The figure to say of a finding in these lines, where one of them was measured to churn. */
  churnWithin(uri: vscode.Uri, range: { start: { line: number }; end: { line: number } }) {
    return this.linesOf(uri).find(
      ({ line, churn }) =>
        churn !== undefined && line >= range.start.line && line <= range.end.line,
    );
  }

  /** Sets the diagnostics of lines that have no finding of their own. */
  publish(hasFinding: (uri: vscode.Uri, line: number) => boolean): void {
    this.diagnostics.clear();
    for (const [key, lines] of this.byFile) {
      const uri = vscode.Uri.parse(key);
      const churning = lines.filter(({ churn, line }) => churn && !hasFinding(uri, line));
      this.diagnostics.set(uri, churning.map(toMeasuredDiagnostic));
    }
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(
      this.subscriptions,
      this.diagnostics,
      this.lensesChanged,
      this.churnChanged,
    ).dispose();
  }

  private edited(uri: vscode.Uri): void {
    const key = uri.toString();
    this.editedAtMs.delete(key);
    this.editedAtMs.set(key, Date.now());
    for (const oldest of this.editedAtMs.keys()) {
      if (this.editedAtMs.size <= mostEdited) break;
      this.editedAtMs.delete(oldest);
    }
    if (this.byFile.has(key)) this.update();
  }

  private linesOf(uri: vscode.Uri): readonly MeasuredLine[] {
    return this.byFile.get(uri.toString()) ?? [];
  }

  private update(): void {
    const facts = this.options.isEnabled() ? this.options.facts() : undefined;
    const startedAtMs = Math.max(0, ...(facts?.programs ?? []).map((one) => one.startedAtMs));
    this.byFile = linesByFile(facts?.destinations ?? []);
    for (const key of this.byFile.keys()) {
      if ((this.editedAtMs.get(key) ?? 0) > startedAtMs) this.byFile.delete(key);
    }
    this.lensesChanged.fire();
    const churning = [...this.byFile].map(([key, lines]) => [key, lines.filter(hasChurn)]);
    const shown = JSON.stringify(churning);
    if (shown === this.shown) return;
    this.shown = shown;
    this.churnChanged.fire();
  }
}

function hasChurn({ churn }: MeasuredLine): boolean {
  return churn !== undefined;
}

/** One entry a line: that of the busiest destination, where a line calls several. */
function linesByFile(destinations: readonly PlacedCalls[]): Map<string, readonly MeasuredLine[]> {
  const byFile = new Map<string, Map<number, MeasuredLine>>();
  for (const calls of destinations) {
    for (const site of calls.sites) {
      const [place] = site.ownPlaces;
      if (place === undefined) continue;
      const key = vscode.Uri.file(place.file).toString();
      const lines = byFile.get(key) ?? new Map<number, MeasuredLine>();
      byFile.set(key, lines);
      const line = place.line - 1;
      if (!lines.has(line)) lines.set(line, measuredLine(line, site, calls));
    }
  }
  return new Map([...byFile].map(([key, lines]) => [key, [...lines.values()]]));
}

function measuredLine(line: number, site: PlacedSite, calls: PlacedCalls): MeasuredLine {
  const churn = churnOf(site, calls);
  return {
    line,
    figure: reuseFigure(site, vscode.env.language),
    destination: endpointLabel(calls.destination),
    ...(churn && { churn }),
  };
}

function toMeasuredDiagnostic({ line, figure, destination, churn }: MeasuredLine) {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line, 0, line, Number.MAX_SAFE_INTEGER),
    churn ? churnMessage(figure, destination, churn) : figure,
    churn?.costsPorts === false
      ? vscode.DiagnosticSeverity.Information
      : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Socket Doctor';
  diagnostic.code = { value: 'measured-churn', target: callsPage };
  return diagnostic;
}
