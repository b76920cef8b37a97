/**
 * The view of listening ports: a tree in the Run and Debug side bar, where the programs that listen are
 * started and stopped. A tree and not a quick pick, because it is a list of things to come back to, each
 * with acts of its own; an existing container and not one more in the Activity Bar
 * (code.visualstudio.com/api/ux-guidelines/views). Nothing is read while nobody looks at it.
 */
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import type { EditorContext } from '../../explain/whose';
import { whyUnread } from '../../explain/unreadable';
import type { PortHolder, Reading } from '../../measure/measurement';
import type { Platform } from '../../recognize/socketError';
import type { Acts } from '../acts/acts';
import type { ActOutcome } from '../acts/situation';
import { portRows, type PortRow } from './portRows';

/** package.json names it. */
const viewId = 'socketDoctor.ports';

export interface PortsViewOptions {
  readonly acts: Acts;
  readonly platform: Platform;
  readonly listeners: () => Promise<Reading<readonly PortHolder[]>>;
  readonly editorContext: () => Promise<EditorContext>;
}

export class PortsView implements vscode.TreeDataProvider<PortRow>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<PortRow>;
  private readonly subscriptions: vscode.Disposable;

  constructor(private readonly options: PortsViewOptions) {
    this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this });
    const command = (name: string, run: (row: PortRow | undefined) => unknown) =>
      vscode.commands.registerCommand(name, (row?: PortRow) =>
        // By a key no row is given: the selected one is meant.
        run(row ?? this.view.selection[0]),
      );
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible) this.refresh();
      }),
      vscode.commands.registerCommand('socketDoctor.showListeningPorts', () => this.show()),
      vscode.commands.registerCommand('socketDoctor.refreshPorts', () => {
        this.refresh();
      }),
      command('socketDoctor.showPortActs', (row) => row && this.choose(row)),
      command('socketDoctor.stopPortHolder', (row) => row && this.do(row, 'stop-holder')),
      command('socketDoctor.goToPortOwner', (row) => row && this.do(row, 'go-to-owner')),
    );
  }

  /** The rows of this moment; other extensions and tests get them from the command. */
  async rows(): Promise<readonly PortRow[]> {
    const [listeners, context] = await Promise.all([
      this.options.listeners(),
      this.options.editorContext(),
    ]);
    if (listeners.kind === 'unavailable') {
      this.view.message = vscode.l10n.t(
        'Who listens here could not be read: {0}',
        whyUnread(listeners),
      );
      return [];
    }
    // Where there is no row, package.json has a welcome for the view.
    this.view.message = '';
    return portRows(listeners.value, {
      platform: this.options.platform,
      nowMs: Date.now(),
      locale: vscode.env.language,
      context,
    });
  }

  async getChildren(row?: PortRow): Promise<PortRow[]> {
    return row ? [] : [...(await this.rows())];
  }

  getTreeItem({ id, port, description, sentence, isOurs, acts }: PortRow): vscode.TreeItem {
    const item = new vscode.TreeItem(String(port));
    item.id = id;
    item.description = description;
    item.tooltip = sentence;
    item.iconPath = new vscode.ThemeIcon(isOurs ? 'debug-alt' : 'plug');
    item.accessibilityInformation = { label: `${port}: ${sentence}` };
    // What the context menu offers; package.json asks for these words.
    item.contextValue = ['port', ...acts.map(({ kind }) => kind)].join(' ');
    return item;
  }

  private async show(): Promise<readonly PortRow[]> {
    await vscode.commands.executeCommand(`${viewId}.focus`);
    this.refresh();
    return this.rows();
  }

  private refresh(): void {
    this.changed.fire(undefined);
  }

  private async choose(row: PortRow): Promise<ActOutcome> {
    const offered = this.options.acts.offer({ key: row.id, acts: row.acts, ...situation(row) });
    if (offered.length === 0) {
      void vscode.window.showInformationMessage(row.sentence);
      return { kind: 'cancelled' };
    }
    return this.andRefresh(this.options.acts.choose(offered, row.sentence));
  }

  private async do(row: PortRow, kind: Act['kind']): Promise<ActOutcome> {
    const act = row.acts.find((each) => each.kind === kind);
    return act
      ? this.andRefresh(this.options.acts.do(act, situation(row).situation))
      : { kind: 'cancelled' };
  }

  private async andRefresh(outcome: Promise<ActOutcome>): Promise<ActOutcome> {
    const result = await outcome;
    this.refresh();
    return result;
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

function situation({ port, holder, sentence }: PortRow) {
  return { situation: { port, holder, whose: sentence } };
}
