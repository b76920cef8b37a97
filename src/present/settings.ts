/** The settings, read at the moment of use, so that a change takes effect at once. */
import * as vscode from 'vscode';
import { ruleCatalogue } from '../remedy/catalogue';
import type { RuleLevel } from '../remedy/finding';

export type OpenPanel = 'exhaustion' | 'always' | 'never';

export interface Settings {
  readonly openPanel: OpenPanel;
  readonly notifications: boolean;
  readonly findings: boolean;
  /** Whether commands in terminals, and tasks, are read. */
  readonly terminals: boolean;
  /** Whether programs that are debugged get a probe. */
  readonly probe: boolean;
  /** Whether a lens over each line that makes calls tells what was measured there. */
  readonly callLenses: boolean;
  readonly sampleIntervalMs: number;
  /** What is set for single rules, by id. */
  readonly rules: Readonly<Record<string, RuleLevel>>;
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
    probe: flag(configuration, 'probe', complain),
    callLenses: flag(configuration, 'callLenses', complain, false),
    sampleIntervalMs: sampleInterval(configuration, complain),
    rules: ruleLevels(configuration.get<unknown>('rules'), complain),
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
  otherwise = true,
): boolean {
  const given = configuration.get<unknown>(name);
  if (typeof given === 'boolean') {
    return given;
  }
  complain(badSetting(name, given, 'true, false'));
  return otherwise;
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

const levels: readonly RuleLevel[] = ['off', 'hint', 'information', 'warning'];

/** The entries that name a rule and a level; every other one is complained about. */
function ruleLevels(
  given: unknown,
  complain: (message: string) => void,
): Readonly<Record<string, RuleLevel>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    complain(badSetting('rules', given, '{ "js/agent-false": "off" }, …'));
    return {};
  }
  const known = new Set(ruleCatalogue().map(({ id }) => id));
  const entries: [string, RuleLevel][] = [];
  for (const [id, value] of Object.entries(given)) {
    const level = levels.find((each) => each === value);
    if (!known.has(id)) {
      complain(
        vscode.l10n.t('The setting socketDoctor.rules names {0}, which is no rule.', quotedId(id)),
      );
    } else if (level === undefined) {
      complain(badSetting(`rules.${id}`, value, levels.join(', ')));
    } else {
      entries.push([id, level]);
    }
  }
  return Object.fromEntries(entries);
}

/** A name out of a hand-written file, short enough for a log. */
function quotedId(id: string): string {
  return JSON.stringify(id.slice(0, 100));
}

function badSetting(name: string, given: unknown, allowed: string): string {
  return vscode.l10n.t(
    'The setting socketDoctor.{0} is {1}, which is none of: {2}. The default is used.',
    name,
    given === undefined ? 'undefined' : JSON.stringify(given),
    allowed,
  );
}
