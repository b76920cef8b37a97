/** Remembers the runs of this workspace's programs, and gives two of them out as a report. */
import { posix } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { comparisonMarkdown } from '../explain/runs';
import type { RunBook, RunSources } from '../runBook';
import { comparedRuns } from './panel/runsView';
import type { PanelFacts } from './panel/views';

const memoryKey = 'socketDoctor.runs';
const lastWordsMs = 500;

export interface RunReportsOptions {
  readonly book: RunBook;
  readonly memory: vscode.Memento;
  /** What is known of the connections of a run. */
  readonly sourcesOf: (runId: string) => RunSources;
  /** Everything that a report in JSON holds beside the runs. */
  readonly facts: () => Readonly<Record<string, unknown>>;
  readonly changed: () => void;
}

/** The book of runs, kept over reloads of the window. */
export class RunReports {
  private chosen: { readonly beforeId: string; readonly afterId: string } | undefined;

  constructor(private readonly options: RunReportsOptions) {}

  /** The book as a workspace's memory holds it, to be given to {@link RunBook}. */
  static stored(memory: vscode.Memento): unknown {
    return memory.get<unknown>(memoryKey);
  }

  view(nowMs: number): NonNullable<PanelFacts['runs']> {
    const { book, sourcesOf } = this.options;
    return {
      all: book.runs(sourcesOf, nowMs),
      ...(this.chosen && { chosen: this.chosen }),
    };
  }

  /** The program of a run has ended. */
  async end(runId: string): Promise<void> {
    const { book, memory, sourcesOf, changed } = this.options;
    const startedAtMs = book.startedAtMs(runId);
    // What the probe wrote with its last breath is still on its way.
    await delay(lastWordsMs);
    if (book.startedAtMs(runId) !== startedAtMs) return;
    if (book.end(runId, sourcesOf(runId), Date.now()) === undefined) return;
    changed();
    await memory.update(memoryKey, book.stored());
  }

  /** What a person wants to lay side by side. */
  choose(beforeId: string, afterId: string): void {
    this.chosen = { beforeId, afterId };
    this.options.changed();
  }

  async copy(): Promise<void> {
    const pair = comparedRuns(this.view(Date.now()));
    if (pair === undefined) return;
    await vscode.env.clipboard.writeText(
      comparisonMarkdown(pair.before, pair.after, vscode.env.language),
    );
    vscode.window.setStatusBarMessage(vscode.l10n.t('Comparison copied as Markdown.'), 4_000);
  }

  /**
   * Asks where to, and writes the report there; the picture lies beside it under its name.
   *
   * @param picture a PNG in base64, from the panel
   */
  async save(format: 'markdown' | 'json', picture?: string): Promise<void> {
    const pair = comparedRuns(this.view(Date.now()));
    if (pair === undefined) return;
    const extension = format === 'json' ? 'json' : 'md';
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      filters:
        format === 'json'
          ? { [vscode.l10n.t('JSON')]: [extension] }
          : { [vscode.l10n.t('Markdown')]: [extension] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `connections.${extension}`) }),
    });
    if (target === undefined) return;
    if (format === 'json') {
      const report = { version: 1, ...pair, ...this.options.facts() };
      await write(target, `${JSON.stringify(report, undefined, 2)}\n`);
    } else {
      const png = picture === undefined ? undefined : pngOf(picture);
      const name = posix.basename(target.path).replace(/\.[^.]*$/, '') + '.png';
      if (png !== undefined) {
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(target, '..', name), png);
      }
      const { before, after } = pair;
      const { language } = vscode.env;
      const pictureName = png === undefined ? undefined : name;
      await write(target, comparisonMarkdown(before, after, language, pictureName));
    }
    await vscode.window.showTextDocument(target, { preview: true });
  }
}

function write(target: vscode.Uri, text: string): Thenable<void> {
  return vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** The panel renders foreign text: what it calls a PNG is written only where it begins as one. */
function pngOf(base64: string): Uint8Array | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return bytes.subarray(0, signature.length).equals(signature) ? bytes : undefined;
}
