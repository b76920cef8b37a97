/** The fixes of a whole file, for `source.fixAll` and the quick fix; in the workspace with a preview. */
import * as vscode from 'vscode';
import { fixAll, type Analyzer, type FixSelection } from '../remedy/analyzer';
import type { TextEdit } from '../remedy/finding';
import { lineEdits } from '../remedy/lineEdits';
import type { AnalysisContexts } from './analysisContexts';
import { toRange } from './positions';
import { readBounded } from './readBounded';
import { findSourceFiles } from './sourceFiles';
import { languageOfPath } from './sourceLanguages';

/** Files that one command reads. */
const mostFiles = 20_000;

export interface FixAllOptions {
  readonly analyzer: Pick<Analyzer, 'analyze'>;
  /** One that works in a thread of its own; made for each command, and ended with it. */
  readonly createAnalyzer: () => Pick<Analyzer, 'analyze' | 'dispose'>;
  readonly contexts: Pick<AnalysisContexts, 'of'>;
}

/** How a command ended; what a person decided in the preview is theirs. */
export type FixAllResult = 'nothing-to-fix' | 'cancelled' | 'shown';

/** A file with something to fix, and the text that its edits are for. */
interface MendedFile {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly edits: readonly TextEdit[];
}

export class FixAll {
  constructor(private readonly options: FixAllOptions) {}

  /** The edit that fixes a document; `undefined` where nothing is to fix, or the text has changed since. */
  async ofDocument(
    document: vscode.TextDocument,
    selection: FixSelection,
  ): Promise<vscode.WorkspaceEdit | undefined> {
    const { version, uri, languageId } = document;
    const edits = await this.editsOf(
      this.options.analyzer,
      uri,
      document.getText(),
      languageId,
      selection,
    );
    if (edits.length === 0 || document.version !== version) return undefined;
    const edit = new vscode.WorkspaceEdit();
    edit.set(uri, edits.map(toVscode));
    return edit;
  }

  /**
   * Shows what sharing connections would change in all files, open or not, in the editor's own
   * preview. Nothing is changed but what the person ticks there.
   */
  async inWorkspace(): Promise<FixAllResult> {
    const mended = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Looking for fixes in the workspace'),
        cancellable: true,
      },
      (progress, token) =>
        this.mendFiles(token, (done, count) => {
          const message = vscode.l10n.t('{0} of {1} files', done, count);
          progress.report({ message, increment: 100 / count });
        }),
    );
    if (mended === undefined) return 'cancelled';
    const edit = await previewOf(mended);
    if (edit.size === 0) return 'nothing-to-fix';
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    return 'shown';
  }

  /** `undefined` where it was cancelled. */
  private async mendFiles(
    token: vscode.CancellationToken,
    onDone: (done: number, count: number) => void,
  ): Promise<readonly MendedFile[] | undefined> {
    const { files } = await findSourceFiles(mostFiles, token);
    const analyzer = this.options.createAnalyzer();
    const mended: MendedFile[] = [];
    try {
      for (const [index, uri] of files.entries()) {
        if (token.isCancellationRequested) return undefined;
        const languageId = openDocument(uri)?.languageId ?? languageOfPath(uri.path);
        const text = await textNow(uri);
        if (text !== undefined && languageId !== undefined) {
          const edits = await this.editsOf(analyzer, uri, text, languageId, 'reuse');
          if (edits.length > 0) mended.push({ uri, text, edits });
        }
        onDone(index + 1, files.length);
      }
    } finally {
      analyzer.dispose();
    }
    return token.isCancellationRequested ? undefined : mended;
  }

  private async editsOf(
    analyzer: Pick<Analyzer, 'analyze'>,
    uri: vscode.Uri,
    text: string,
    languageId: string,
    selection: FixSelection,
  ): Promise<TextEdit[]> {
    if (!vscode.workspace.isTrusted) return []; // package.nls.json says so
    const context = await this.options.contexts.of(uri, languageId);
    return lineEdits(text, await fixAll(analyzer, text, languageId, context, selection));
  }
}

/** The edits of the files whose text is still the one they are for, each to be confirmed. */
async function previewOf(mended: readonly MendedFile[]): Promise<vscode.WorkspaceEdit> {
  const metadata: vscode.WorkspaceEditEntryMetadata = {
    needsConfirmation: true,
    label: vscode.l10n.t('Share connections'),
  };
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, text, edits } of mended) {
    if ((await textNow(uri)) !== text) continue;
    edit.set(
      uri,
      edits.map((each): [vscode.TextEdit, vscode.WorkspaceEditEntryMetadata] => [
        toVscode(each),
        metadata,
      ]),
    );
  }
  return edit;
}

function toVscode({ range, newText }: TextEdit): vscode.TextEdit {
  return new vscode.TextEdit(toRange(range), newText);
}

/** What an editor shows, saved or not, comes before what is on disk. */
async function textNow(uri: vscode.Uri): Promise<string | undefined> {
  return openDocument(uri)?.getText() ?? (await readBounded(uri));
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}
