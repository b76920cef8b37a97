/** Starts what failed once more: the debug session, the task, or the command of a terminal. */
import * as vscode from 'vscode';
import type { Launch } from '../../watch/launchBook';
import type { LaunchWatch } from '../../watch/launchWatch';

/** `changed`: what the program's environment is to hold beside what it had. */
export interface StartChanges {
  readonly env?: Readonly<Record<string, string>>;
}

/** Whether there is a launch that can be started again. */
export function canStartAgain(launches: LaunchWatch, launchId: string | undefined): boolean {
  const launch = launchOf(launches, launchId);
  return (
    launch !== undefined &&
    (launches.sessionOf(launch.id) !== undefined ||
      launches.taskOf(launch.id) !== undefined ||
      (launch.commandLine !== undefined && launches.terminalOf(launch.id) !== undefined))
  );
}

/** @returns whether it was started (a terminal's command is only typed: it is the person's to run) */
export async function startAgain(
  launches: LaunchWatch,
  launchId: string | undefined,
  changes: StartChanges = {},
): Promise<boolean> {
  const launch = launchOf(launches, launchId);
  if (!launch) return false;
  if (launches.sessionOf(launch.id)) return startSession(launches, launch, changes);
  const task = launches.taskOf(launch.id);
  if (task) {
    await vscode.tasks.executeTask(task);
    return true;
  }
  const terminal = launches.terminalOf(launch.id);
  // Of several lines, all but the last would be run.
  if (!terminal || launch.commandLine === undefined || /[\r\n]/.test(launch.commandLine)) {
    return false;
  }
  terminal.show();
  terminal.sendText(launch.commandLine, false);
  return true;
}

async function startSession(
  launches: LaunchWatch,
  launch: Launch,
  { env }: StartChanges,
): Promise<boolean> {
  const started = launches.sessionOf(launch.id);
  if (!started) return false;
  const { session, folder } = started;
  if (launch.endedAtMs === undefined) await vscode.debug.stopDebugging(session);
  const { configuration } = session;
  const options = { noDebug: configuration['noDebug'] === true };
  const named = configurationNamed(configuration.name, folder);
  if (named && env === undefined) {
    return vscode.debug.startDebugging(folder, configuration.name, options);
  }
  const again = named ?? withoutPrivateParts(configuration);
  const known: unknown = again['env'];
  const environment = env && { ...(typeof known === 'object' ? known : {}), ...env };
  return vscode.debug.startDebugging(
    folder,
    { ...again, ...(environment && { env: environment }) },
    options,
  );
}

/** As it stands in launch.json now: a person may have changed it since. */
function configurationNamed(
  name: string,
  folder: vscode.WorkspaceFolder | undefined,
): vscode.DebugConfiguration | undefined {
  const all: unknown = vscode.workspace.getConfiguration('launch', folder).get('configurations');
  return Array.isArray(all)
    ? (all as vscode.DebugConfiguration[]).find((each) => each.name === name)
    : undefined;
}

/** Debuggers add parts of their own, which belong to the run that is over. */
function withoutPrivateParts(configuration: vscode.DebugConfiguration): vscode.DebugConfiguration {
  const { type, request, name } = configuration;
  const parts = Object.entries(configuration).filter(([key]) => !key.startsWith('__'));
  return { ...Object.fromEntries(parts), type, request, name };
}

function launchOf(launches: LaunchWatch, launchId: string | undefined): Launch | undefined {
  return launches.all().find(({ id }) => id === launchId);
}
