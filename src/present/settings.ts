/** The settings, read at the moment of use, so that a change takes effect at once. */
import * as vscode from 'vscode';

export type OpenPanel = 'exhaustion' | 'always' | 'never';

export interface Settings {
  readonly openPanel: OpenPanel;
  readonly notifications: boolean;
  readonly findings: boolean;
  /** Whether commands in terminals, and tasks, are read. */
  readonly terminals: boolean;
  readonly sampleIntervalMs: number;
}

const shortestSampleIntervalMs = 250;
const longestSampleIntervalMs = 60_000;
const defaultSampleIntervalMs = 1_000;

/**
 * Reads the settings. A hand-written settings.json may hold anything: a value outside what
 * package.json allows is replaced by the default, and `complain` is told each time.
 */
export function readSettings(complain: (message: string) => void): Settings {
  const configuration = vscode.workspace.getConfiguration('socketDoctor');
  return {
    openPanel: oneOf(configuration, 'openPanel', ['exhaustion', 'always', 'never'], complain),
    notifications: flag(configuration, 'notifications', complain),
    findings: flag(configuration, 'findings', complain),
    terminals: flag(configuration, 'terminals', complain),
    sampleIntervalMs: sampleInterval(configuration, complain),
  };
}

function oneOf<T extends string>(
  configuration: vscode.WorkspaceConfiguration,
  name: string,
  allowed: readonly [T, ...T[]],
  complain: (message: string) => void,
): T {
  const given = configuration.get<unknown>(name);
  const match = allowed.find((candidate) => candidate === given);
  if (match === undefined) {
    complain(badSetting(name, given, allowed.join(', ')));
  }
  return match ?? allowed[0];
}

function flag(
  configuration: vscode.WorkspaceConfiguration,
  name: string,
  complain: (message: string) => void,
): boolean {
  const given = configuration.get<unknown>(name);
  if (typeof given === 'boolean') {
    return given;
  }
  complain(badSetting(name, given, 'true, false'));
  return true;
}

function sampleInterval(
  configuration: vscode.WorkspaceConfiguration,
  complain: (message: string) => void,
): number {
  const given = configuration.get<unknown>('sampleIntervalMs');
  if (
    typeof given === 'number' &&
    given >= shortestSampleIntervalMs &&
    given <= longestSampleIntervalMs
  ) {
    return given;
  }
  complain(
    badSetting('sampleIntervalMs', given, `${shortestSampleIntervalMs}–${longestSampleIntervalMs}`),
  );
  return defaultSampleIntervalMs;
}

function badSetting(name: string, given: unknown, allowed: string): string {
  return vscode.l10n.t(
    'The setting socketDoctor.{0} is {1}, which is none of: {2}. The default is used.',
    name,
    given === undefined ? 'undefined' : JSON.stringify(given),
    allowed,
  );
}
