/**
 * The panel beside the editor: creates it, keeps it fed with complete snapshots while it can be
 * seen, and hands its (checked) messages to the one who answers them. It knows no diagnosis.
 */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { parseFromPanel } from './messages';
import { panelHtml } from './panelHtml';
import type { FromPanel, Snapshot, ToPanel } from './protocol';

/** package.json names it in `activationEvents`, so that a reloaded window gets its panel back. */
const panelViewType = 'socketDoctor.panel';

/** Ten pictures a second are smooth; more would only cost. */
const shortestPostIntervalMs = 100;

export interface PanelHostOptions {
  readonly extensionUri: vscode.Uri;
  /** Makes the picture of this moment; called only when the panel can show it. */
  readonly snapshot: (seq: number) => Snapshot;
  readonly answer: (message: FromPanel) => void;
  readonly onDidChangeVisibility: (visible: boolean) => void;
  readonly log: vscode.LogOutputChannel;
}

/** The one panel of the window; knows when it can be seen and posts only then. */
export class PanelHost implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private seq = 0;
  private postTimer: NodeJS.Timeout | undefined;
  private lastPostMs = -Infinity;
  private readonly serializer: vscode.Disposable;

  constructor(private readonly options: PanelHostOptions) {
    // A reloaded window brings its panel back; without an answer VS Code would show an empty tab.
    this.serializer = vscode.window.registerWebviewPanelSerializer(panelViewType, {
      deserializeWebviewPanel: (panel) => {
        this.adopt(panel);
        return Promise.resolve();
      },
    });
  }

  get visible(): boolean {
    return this.panel?.visible ?? false;
  }

  /** Shows the panel beside the editor; `takeFocus` only when a person asked for it. */
  reveal(takeFocus: boolean): void {
    if (this.panel !== undefined) {
      this.panel.reveal(undefined, !takeFocus);
      this.refresh();
      return;
    }
    this.adopt(
      vscode.window.createWebviewPanel(
        panelViewType,
        vscode.l10n.t('Socket Doctor'),
        { viewColumn: vscode.ViewColumn.Beside, preserveFocus: !takeFocus },
        this.webviewOptions(),
      ),
    );
  }

  /** Something changed: posts a new snapshot soon, if anyone can see it. */
  refresh(): void {
    if (this.panel?.visible !== true || !this.ready || this.postTimer !== undefined) {
      return;
    }
    const waitMs = Math.max(0, this.lastPostMs + shortestPostIntervalMs - performance.now());
    this.postTimer = setTimeout(() => {
      this.postTimer = undefined;
      this.post();
    }, waitMs);
  }

  dispose(): void {
    this.serializer.dispose();
    this.panel?.dispose();
    clearTimeout(this.postTimer);
  }

  private webviewOptions(): vscode.WebviewOptions {
    return {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.options.extensionUri, 'dist')],
    };
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri } = this.options;
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    const icon = (theme: string) =>
      vscode.Uri.joinPath(extensionUri, 'media', 'icons', `panel-${theme}.svg`);
    panel.iconPath = { light: icon('light'), dark: icon('dark') };
    panel.webview.options = this.webviewOptions();
    const dist = (name: string) =>
      panel.webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
    panel.webview.onDidReceiveMessage((given: unknown) => {
      this.receive(given);
    });
    panel.onDidChangeViewState(() => {
      this.options.onDidChangeVisibility(panel.visible);
      this.refresh();
    });
    panel.onDidDispose(() => {
      if (this.panel === panel) {
        this.panel = undefined;
        this.options.onDidChangeVisibility(false);
      }
    });
    panel.webview.html = panelHtml({
      scriptUri: dist('panel.js'),
      styleUri: dist('panel.css'),
      cspSource: panel.webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      language: vscode.env.language,
      title: vscode.l10n.t('Socket Doctor'),
    });
    this.options.onDidChangeVisibility(panel.visible);
  }

  private receive(given: unknown): void {
    const message = parseFromPanel(given);
    if (message === undefined) {
      this.options.log.debug('The panel sent a message that is not understood; it was ignored.');
      return;
    }
    if (message.type === 'ready') {
      this.ready = true;
      this.send({ type: 'init', l10n: stringBundle() });
      this.post();
      return;
    }
    this.options.answer(message);
  }

  private post(): void {
    if (this.panel?.visible !== true || !this.ready) {
      return;
    }
    this.lastPostMs = performance.now();
    this.seq += 1;
    try {
      this.send(this.options.snapshot(this.seq));
    } catch (error) {
      // Called from a timer: nobody else would catch it. The picture before stays.
      this.options.log.error('The panel could not be drawn.', String(error));
    }
  }

  /** Never awaited: delivery may hang while the panel is moved (microsoft/vscode#159431, #208263). */
  private send(message: ToPanel): void {
    this.panel?.webview.postMessage(message).then(undefined, (error: unknown) => {
      this.options.log.debug('A message did not reach the panel.', String(error));
    });
  }
}

/** The editor's bundle for the display language; plural-free, so every value is a string. */
function stringBundle(): Record<string, string> {
  return { ...vscode.l10n.bundle };
}
