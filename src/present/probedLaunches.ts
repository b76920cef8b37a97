/**
 * Brings the probe into programs that are debugged, and into terminals that are opened for it; and
 * knows which launch is which. A launch is never held up or hindered: what cannot be done is logged.
 */
import { delimiter, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { Reading } from '../measure/measurement';
import type { CallLedger } from '../measure/probe/callLedger';
import { planLaunch, planTerminal, type NoProbeReason } from '../measure/probe/launchPlan';
import { newLaunch, type ProbeServer } from '../measure/probe/probeServer';
import { probeVariable } from '../measure/probe/wire';
import { installProbe } from './probeFiles';
import { readBounded } from './readBounded';

export interface ProbedLaunchesOptions {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>;
  readonly ledger: CallLedger;
  readonly openServer: () => Promise<Reading<ProbeServer>>;
  readonly isEnabled: () => boolean;
  readonly log: vscode.LogOutputChannel;
}

/** What a launch is for a person. */
export interface KnownProbe {
  readonly kind: 'debug-session' | 'terminal';
  readonly label: string;
  /** Absent for a terminal, and until the debugger has started the session. */
  readonly sessionId?: string;
}

/** The ledger remembers fewer. */
const mostLaunches = 100;

/** The probe is awake from the first launch that wants it until this is disposed. */
export class ProbedLaunches implements vscode.DebugConfigurationProvider, vscode.Disposable {
  private readonly launches = new Map<string, KnownProbe>();
  private readonly subscriptions: vscode.Disposable;
  private server: Promise<Reading<ProbeServer>> | undefined;
  private isDisposed = false;

  constructor(private readonly options: ProbedLaunchesOptions) {
    this.subscriptions = vscode.Disposable.from(
      vscode.debug.registerDebugConfigurationProvider('*', this),
      vscode.debug.onDidStartDebugSession((session) => {
        this.started(session);
      }),
    );
  }

  /** Undefined for a launch that is not (or no longer) known. */
  launch(launch: string): KnownProbe | undefined {
    return this.launches.get(launch);
  }

  /** VS Code asks when every variable of the configuration has its value. */
  async resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    if (!this.options.isEnabled() || !vscode.workspace.isTrusted) return configuration;
    try {
      return await this.withProbe(folder, configuration);
    } catch (error) {
      this.options.log.error('A program starts without the probe.', String(error));
      return configuration;
    }
  }

  /** A terminal in which Node's and Python's programs are counted; a reason where there can be none. */
  async openTerminal(): Promise<vscode.Terminal | string> {
    const launch = newLaunch();
    const ready = await this.ready(launch);
    if (typeof ready === 'string') return ready;
    const label = vscode.l10n.t('Probed Terminal');
    const inherited = { ...process.env, ...terminalEnvironment() };
    const terminal = vscode.window.createTerminal({
      name: label,
      iconPath: new vscode.ThemeIcon('pulse'),
      env: planTerminal(ready.files, ready.variable, inherited, delimiter),
      message: vscode.l10n.t(
        'Socket Doctor counts the connections of Node.js and Python programs that you start here.',
      ),
    });
    this.know(launch, { kind: 'terminal', label });
    return terminal;
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscriptions.dispose();
    void this.server?.then((server) => {
      if (server.kind === 'value') server.value.dispose();
    });
  }

  private async withProbe(
    folder: vscode.WorkspaceFolder | undefined,
    configuration: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration> {
    const launch = newLaunch();
    const file = await environmentFile(folder, configuration);
    const plan = (variable: string, files: { nodeScript: string; pythonFolder: string }) =>
      planLaunch(configuration, files, variable, file, delimiter);
    // First without a server: most debuggers are none of ours, and open no pipe.
    const wish = plan('', { nodeScript: '', pythonFolder: '' });
    if (wish.kind === 'none') {
      this.options.log.debug(noProbeText(configuration.name, wish.reason));
      return configuration;
    }
    const ready = await this.ready(launch);
    if (typeof ready === 'string') {
      this.options.log.warn(ready);
      return configuration;
    }
    const decided = plan(ready.variable, ready.files);
    if (decided.kind === 'none') return configuration;
    this.know(launch, { kind: 'debug-session', label: configuration.name });
    return {
      ...configuration,
      env: { ...(configuration['env'] as object | undefined), ...decided.environment },
    };
  }

  /** Everything that a launch needs, or why it cannot be had. */
  private async ready(launch: string) {
    const { context, ledger, openServer } = this.options;
    if (this.isDisposed) return vscode.l10n.t('Socket Doctor is being shut down.');
    this.server ??= openServer();
    const [server, files] = await Promise.all([this.server, installProbe(context)]);
    if (server.kind === 'unavailable') {
      this.server = undefined; // the next launch tries again
      return vscode.l10n.t('No probe: its pipe could not be opened ({0}).', server.detail);
    }
    if (files.kind === 'unavailable') {
      return vscode.l10n.t('No probe: its files could not be written ({0}).', files.detail);
    }
    ledger.open(launch);
    return { variable: server.value.variableFor(launch), files: files.value };
  }

  /** The session of a launch: its configuration still bears the token. */
  private started({ id, name, configuration }: vscode.DebugSession): void {
    const environment: unknown = configuration['env'];
    if (typeof environment !== 'object' || environment === null) return;
    const variable: unknown = (environment as Record<string, unknown>)[probeVariable];
    const launch = typeof variable === 'string' ? variable.split(':')[1] : undefined;
    const known = launch === undefined ? undefined : this.launches.get(launch);
    if (launch === undefined || known === undefined || known.sessionId !== undefined) return;
    this.know(launch, { ...known, label: name, sessionId: id });
  }

  private know(launch: string, known: KnownProbe): void {
    this.launches.set(launch, known);
    for (const oldest of this.launches.keys()) {
      if (this.launches.size <= mostLaunches) break;
      this.launches.delete(oldest);
    }
  }
}

/** What the user's settings give every terminal; those of `createTerminal` would replace it. */
function terminalEnvironment(): Record<string, string> {
  const system = { linux: 'linux', darwin: 'osx', win32: 'windows' }[process.platform as string];
  const given: unknown = vscode.workspace
    .getConfiguration('terminal.integrated.env')
    .get(system ?? 'linux');
  return typeof given === 'object' && given !== null
    ? Object.fromEntries(
        Object.entries(given).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string',
        ),
      )
    : {};
}

/** The text of the configuration's environment file; undefined where it has none that can be read. */
async function environmentFile(
  folder: vscode.WorkspaceFolder | undefined,
  configuration: vscode.DebugConfiguration,
): Promise<string | undefined> {
  const given: unknown = configuration['envFile'];
  if (typeof given !== 'string' || given === '') return undefined;
  const path = isAbsolute(given) || folder === undefined ? given : join(folder.uri.fsPath, given);
  return readBounded(vscode.Uri.file(path));
}

function noProbeText(name: string, reason: NoProbeReason): string {
  return `"${name}" starts without the probe: ${reason}.`;
}
