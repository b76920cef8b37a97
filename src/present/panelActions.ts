/** Answers the panel's requests. The panel names things by id; what they stand for stays here. */
import * as vscode from 'vscode';
import type { SourceFrame } from '../recognize/socketError';
import type { SystemRemedy } from '../remedy/finding';
import { siteKey, type CallFacts } from './callFacts';
import { typeIntoTerminal } from './acts/shows';
import type { Findings, LocatedFinding } from './findings';
import { findSource } from './findSource';
import { arithmeticPage } from './links';
import type { FromPanel } from './panel/protocol';
import type { RunReports } from './runReports';
import { toRange, toWorkspaceEdit } from './positions';

export interface PanelActionsOptions {
  readonly findings: Findings;
  readonly frame: () => SourceFrame | undefined;
  readonly calls: () => CallFacts | undefined;
  readonly remedies: () => readonly SystemRemedy[];
  readonly doAct: (actId: string) => Promise<unknown>;
  readonly runs: Pick<RunReports, 'choose' | 'copy' | 'save'>;
  readonly measure: () => Promise<unknown>;
  /** What the panel shows has changed by its own wish. */
  readonly refresh: () => void;
  readonly log: vscode.LogOutputChannel;
}

/** Carries out what the panel asks for. */
export class PanelActions {
  /** The ids of the destinations whose rows are open in the panel. */
  shownSockets: readonly string[] = [];

  constructor(private readonly options: PanelActionsOptions) {}

  /** Does what the panel asks; a failure is told to the person and the log, never thrown. */
  readonly answer = (message: FromPanel): void => {
    this.act(message).catch((error: unknown) => {
      this.options.log.error(`The panel's request ${message.type} failed.`, String(error));
      void vscode.window.showErrorMessage(
        vscode.l10n.t('That did not work. The log of Socket Doctor says why.'),
      );
    });
  };

  private async act(message: FromPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        return; // The panel host's own affair.
      case 'measure':
        await this.options.measure();
        return;
      case 'openFrame':
        await this.openFrame();
        return;
      case 'showSockets':
        this.shownSockets = message.destinationIds;
        this.options.refresh();
        return;
      case 'openSite':
        await this.openSite(message.siteId);
        return;
      case 'openFinding':
        await this.openFinding(message.findingId);
        return;
      case 'applyFix':
        await this.applyFix(message.findingId, message.fixId);
        return;
      case 'doAct':
        await this.options.doAct(message.actId);
        return;
      case 'compareRuns':
        this.options.runs.choose(message.beforeId, message.afterId);
        return;
      case 'copyComparison':
        await this.options.runs.copy();
        return;
      case 'saveReport':
        await this.options.runs.save(message.format, message.picture);
        return;
      case 'copyRemedy':
        await this.copyRemedy(message.remedyId);
        return;
      case 'typeRemedy': {
        const command = this.remedyCommand(message.remedyId);
        if (command !== undefined) typeIntoTerminal(command);
        return;
      }
      case 'openLearnMore':
        await vscode.env.openExternal(arithmeticPage);
        return;
    }
  }

  private async openFrame(): Promise<void> {
    const frame = this.options.frame();
    const uri = frame && (await findSource(frame.path));
    if (frame === undefined || uri === undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The source file that the program named is not here.'),
      );
      return;
    }
    const at = new vscode.Position(
      Math.max(0, frame.line - 1),
      Math.max(0, (frame.column ?? 1) - 1),
    );
    await show(uri, new vscode.Range(at, at));
  }

  /** The line that makes calls: only one of the workspace's own files is opened. */
  private async openSite(siteId: string): Promise<void> {
    const sites = this.options.calls()?.destinations.flatMap((each) => each.sites) ?? [];
    const [place] = sites.find((site) => siteKey(site) === siteId)?.ownPlaces ?? [];
    if (place === undefined) {
      tellStale();
      return;
    }
    const at = new vscode.Position(place.line - 1, Math.max(0, (place.column ?? 1) - 1));
    await show(vscode.Uri.file(place.file), new vscode.Range(at, at));
  }

  private async openFinding(findingId: string): Promise<void> {
    const located = this.options.findings.byId(findingId);
    if (located === undefined) {
      tellStale();
      return;
    }
    await show(located.uri, toRange(located.finding.range));
  }

  /** Applies to the text as it is now: the finding is looked up anew, never an old edit replayed. */
  private async applyFix(findingId: string, fixId: string): Promise<void> {
    const known = this.options.findings.byId(findingId);
    const current = known && (await this.lookAgain(known));
    const fix = current?.finding.fixes.find(({ id }) => id === fixId);
    if (current === undefined || fix === undefined) {
      tellStale();
      return;
    }
    const editor = await show(current.uri, toRange(current.finding.range));
    if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(current.uri, fix)))) {
      tellStale();
      return;
    }
    await this.options.findings.analyzeNow(editor.document);
  }

  private async lookAgain({ uri, id }: LocatedFinding): Promise<LocatedFinding | undefined> {
    const document = await vscode.workspace.openTextDocument(uri);
    const findings = await this.options.findings.analyzeNow(document);
    return findings.find((located) => located.id === id);
  }

  private async copyRemedy(remedyId: string): Promise<void> {
    const command = this.remedyCommand(remedyId);
    if (command === undefined) return;
    await vscode.env.clipboard.writeText(command);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Command copied; it was not run.'), 4_000);
  }

  private remedyCommand(remedyId: string): string | undefined {
    return this.options.remedies().find(({ id }) => id === remedyId)?.command;
  }
}

/** Left of the panel, where the code was, so that the panel stays in sight. */
async function show(uri: vscode.Uri, selection: vscode.Range): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  const existing = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return vscode.window.showTextDocument(document, {
    // A program may name a line that the file does not have.
    selection: document.validateRange(selection),
    viewColumn: existing?.viewColumn ?? vscode.ViewColumn.One,
  });
}

function tellStale(): void {
  void vscode.window.showInformationMessage(
    vscode.l10n.t('That place in the code has changed since; nothing was edited.'),
  );
}
