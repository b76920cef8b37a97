/** The acts that change nothing: they show something, or hand a command over. */
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import type { KnownLaunch } from '../../explain/whose';
import { quoted } from '../../explain/hostileText';
import { whyUnread } from '../../explain/unreadable';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';

/** Shows the terminal, or the debugger's view and console, of the launch that holds the port. */
export async function goToOwner(launch: KnownLaunch, { launches }: ActTools): Promise<ActOutcome> {
  const terminal = launches.terminalOf(launch.id);
  if (terminal) {
    terminal.show();
    return done;
  }
  const isRunning = launches
    .all()
    .some(({ id, endedAtMs }) => id === launch.id && endedAtMs === undefined);
  if (launch.kind === 'debug-session' && isRunning) {
    await vscode.commands.executeCommand('workbench.view.debug');
    await vscode.commands.executeCommand('workbench.panel.repl.view.focus');
    return done;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('“{0}” is not in this window any more.', quoted(launch.label)),
  );
  return { kind: 'failed', reason: 'not in this window' };
}

/** The editor registers it only where it can forward ports. */
const portsView = '~remote.forwardedPorts.focus';

export async function openPortsView(): Promise<ActOutcome> {
  if ((await vscode.commands.getCommands()).includes(portsView)) {
    await vscode.commands.executeCommand(portsView);
    return done;
  }
  void vscode.window.showInformationMessage(
    vscode.l10n.t('This editor has no Ports view here: it forwards no ports.'),
  );
  return { kind: 'failed', reason: 'no ports view' };
}

/** Every span that the system has put aside; the one with the port comes first and says so. */
export async function showReservedPorts({ reservedPorts, port }: Situation): Promise<ActOutcome> {
  if (reservedPorts?.kind !== 'value') {
    void vscode.window.showInformationMessage(
      reservedPorts
        ? vscode.l10n.t('The reserved ports could not be read: {0}', whyUnread(reservedPorts))
        : vscode.l10n.t('Nobody has looked at the reserved ports yet.'),
    );
    return { kind: 'failed', reason: 'not read' };
  }
  const holds = ({ first, last }: { first: number; last: number }) =>
    port !== undefined && port >= first && port <= last;
  const spans = [...reservedPorts.value].sort(
    (a, b) => Number(holds(b)) - Number(holds(a)) || a.first - b.first,
  );
  await vscode.window.showQuickPick(
    spans.map((span) => ({
      label: span.first === span.last ? String(span.first) : `${span.first}–${span.last}`,
      description: holds(span) ? vscode.l10n.t('holds port {0}', String(port)) : '',
    })),
    {
      title: vscode.l10n.t('Ports that the system has put aside'),
      placeHolder:
        spans.length > 0
          ? vscode.l10n.t('Read from {0}', reservedPorts.from.where)
          : vscode.l10n.t('None is put aside'),
    },
  );
  return done;
}

type CommandAct = Extract<Act, { kind: 'copy-command' }>;

/** Copies the command, or types it into a new terminal; it is never run from here. */
export async function handOverCommand({ command, purpose }: CommandAct): Promise<ActOutcome> {
  const copy = vscode.l10n.t('Copy');
  const type = vscode.l10n.t('Type into a Terminal');
  const mayType = isOneLine(command);
  const chosen = await vscode.window.showQuickPick(
    [
      { label: copy, detail: command },
      ...(mayType
        ? [{ label: type, detail: vscode.l10n.t('It is not run: that is for you.') }]
        : []),
    ],
    { title: purpose },
  );
  if (chosen === undefined) return cancelled;
  if (chosen.label === copy) {
    await vscode.env.clipboard.writeText(command);
    return done;
  }
  typeIntoTerminal(command);
  return done;
}

/** Of several lines, a terminal would run all but the last. */
function isOneLine(command: string): boolean {
  return !/[\r\n]/.test(command);
}

/** Types a command of one line into a new terminal and leaves it to the person to run it. */
export function typeIntoTerminal(command: string): void {
  if (!isOneLine(command)) return;
  const terminal = vscode.window.createTerminal(vscode.l10n.t('Socket Doctor'));
  terminal.show();
  terminal.sendText(command, false);
}
