/**
 * Whose program it is that holds a port: matched with the debug sessions, tasks and terminals that
 * this editor started, in this window and in earlier ones. Pure: the launches come in as data.
 */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../measure/measurement';
import type { NumberWords } from './format';
import { quoted } from './hostileText';
import { isEditorProcess, isSupervisor } from './knownPrograms';
import { baseName, isInside, isSameFolder } from './paths';
import { processLabel } from './processLabel';

/** A debug session, a task or a terminal that this editor started; also of earlier windows. */
export interface KnownLaunch {
  /** The host's own; it finds the session, task or terminal again by it. */
  readonly id: string;
  readonly kind: 'debug-session' | 'task' | 'terminal';
  /** The name a person knows it by; hostile, as a workspace chose it. */
  readonly label: string;
  /** The program that was started, or the terminal's shell; absent where nobody was told. */
  readonly processId?: number;
  /** Processes seen below it while it ran: they are still known when their parents are gone. */
  readonly descendants?: readonly KnownProcess[];
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly endedAtMs?: number;
  /** It was started in a window that has been closed or loaded anew since. */
  readonly isOfEarlierWindow?: true;
  readonly workspaceFolder?: string;
  readonly commandLine?: string;
}

/** A process id and the start that tells it from another process that was given the same id. */
export interface KnownProcess {
  readonly processId: number;
  readonly startedAtMs?: number;
}

/** What the editor knows and the machine does not. All of it may be empty. */
export interface EditorContext {
  readonly workspaceFolders: readonly string[];
  /** The extension host, its parents, and whatever else is known to be the editor itself. */
  readonly editorProcessIds: readonly number[];
  /** The extension host: what it started itself, an extension did. */
  readonly extensionHostProcessId?: number;
  readonly launches: readonly KnownLaunch[];
  /** Which of the launches the program belongs to that could not listen. */
  readonly failedLaunchId?: string;
  /** The user that runs the editor, as the system numbers it; absent on Windows. */
  readonly userId?: number;
}

/** Nothing known. */
export const noEditorContext: EditorContext = {
  workspaceFolders: [],
  editorProcessIds: [],
  launches: [],
};

/** In what relation a process stands to this editor and its user; the first that fits. */
export type HolderRelation =
  /** The editor itself: its window, its extension host, its port forwarding. */
  | { readonly kind: 'editor' }
  /** Started by an extension, not by a person. */
  | { readonly kind: 'extension' }
  /** Runs in a container. */
  | { readonly kind: 'container' }
  /** Belongs to another user of the machine. */
  | { readonly kind: 'other-user'; readonly userId: number }
  /** The very process that was started by the launch that failed, or one below it. */
  | {
      readonly kind: 'failed-launch';
      readonly launch: KnownLaunch;
      readonly isLaunchedProcess: boolean;
    }
  /** The launch has ended, and this was left over. */
  | {
      readonly kind: 'ended-launch';
      readonly launch: KnownLaunch;
      readonly isSure: boolean;
    }
  /** A launch that still runs. */
  | { readonly kind: 'running-launch'; readonly launch: KnownLaunch }
  /** No launch of ours, but it runs in a folder that is open here. */
  | { readonly kind: 'workspace'; readonly folder: string; readonly isOrphan: boolean }
  | { readonly kind: 'stranger' };

/**
 * A process may start a moment before its launch is noted, and end after; clocks of two processes
 * agree, but /proc counts starts in 1/100 s from the boot.
 */
const slackMs = 2_000;

/** In what relation a process stands to this editor. Total; at least `stranger`. */
export function relationOf(process: ProcessInfo, context: EditorContext): HolderRelation {
  if (context.editorProcessIds.includes(process.processId) || isEditorProcess(process)) {
    return { kind: 'editor' };
  }
  if (process.container) return { kind: 'container' };
  const { userId } = process;
  if (userId !== undefined && context.userId !== undefined && userId !== context.userId) {
    return { kind: 'other-user', userId };
  }
  const match = launchOf(process, context.launches);
  if (match) {
    const { launch, isSure } = match;
    if (launch.id === context.failedLaunchId && launch.endedAtMs === undefined) {
      return {
        kind: 'failed-launch',
        launch,
        isLaunchedProcess: launch.processId === process.processId,
      };
    }
    return launch.endedAtMs === undefined
      ? { kind: 'running-launch', launch }
      : { kind: 'ended-launch', launch, isSure };
  }
  const [parent] = process.parents;
  if (parent && parent.processId === context.extensionHostProcessId) return { kind: 'extension' };
  const folder = context.workspaceFolders.find((each) =>
    isInside(process.workingDirectory ?? '', each),
  );
  if (folder !== undefined) return { kind: 'workspace', folder, isOrphan: isOrphan(process) };
  return { kind: 'stranger' };
}

/** Whether its parent has ended: what took it over is the system's first process or a supervisor. */
export function isOrphan({ parents }: ProcessInfo): boolean {
  const [parent] = parents;
  return parent === undefined || parent.processId === 1 || isSupervisor(parent.name);
}

interface LaunchMatch {
  readonly launch: KnownLaunch;
  /** By process ids, and not merely by time and folder. */
  readonly isSure: boolean;
}

/** The launch that a process belongs to: by its id or a parent's, else by when and where it started. */
function launchOf(process: ProcessInfo, launches: readonly KnownLaunch[]): LaunchMatch | undefined {
  const latestFirst = [...launches].sort((a, b) => b.startedAtMs - a.startedAtMs);
  // A debug session that runs in a terminal is below it: the nearest ancestor is the owner.
  for (const [depth, processId] of [
    process.processId,
    ...process.parents.map((each) => each.processId),
  ].entries()) {
    const launch = latestFirst.find(
      (each) => each.processId === processId && couldHaveStarted(each, process, depth > 0),
    );
    if (launch) return { launch, isSure: true };
  }
  const seen = latestFirst.find(({ descendants = [] }) =>
    descendants.some((each) => isSameProcess(each, process)),
  );
  if (seen) return { launch: seen, isSure: true };
  const likely = latestFirst.find(
    (each) =>
      each.endedAtMs !== undefined &&
      process.startedAtMs !== undefined &&
      couldHaveStarted(each, process, false) &&
      isInside(process.workingDirectory ?? '', each.workspaceFolder ?? '') &&
      isOrphan(process),
  );
  return likely && { launch: likely, isSure: false };
}

/** An id is given again to another process once its first owner has ended. */
function couldHaveStarted(
  { startedAtMs, endedAtMs }: KnownLaunch,
  process: ProcessInfo,
  isBelow: boolean,
): boolean {
  if (process.startedAtMs === undefined) return endedAtMs === undefined;
  // Below a parent that lives, a child may start at any time.
  const lastMs = isBelow ? Infinity : (endedAtMs ?? Infinity) + slackMs;
  return process.startedAtMs >= startedAtMs - slackMs && process.startedAtMs <= lastMs;
}

function isSameProcess(known: KnownProcess, process: ProcessInfo): boolean {
  return (
    known.processId === process.processId &&
    (known.startedAtMs === undefined ||
      process.startedAtMs === undefined ||
      Math.abs(known.startedAtMs - process.startedAtMs) <= slackMs)
  );
}

/**
 * Whose it is, in one clause without a full stop: "node server.js (pid 4242), started 3 h ago by
 * your debug session “API” in this folder".
 */
export function whoseWords(
  process: ProcessInfo,
  relation: HolderRelation,
  { nowMs, words, context }: WhoseSetting,
): string {
  const who = processLabel(process);
  const by = starterOf(process, relation, context);
  if (process.startedAtMs === undefined) {
    return by === '' ? who : l10n.t('{0}, started {1}', who, by);
  }
  const age = words.duration(Math.max(0, nowMs - process.startedAtMs));
  return by === ''
    ? l10n.t('{0}, started {1} ago', who, age)
    : l10n.t('{0}, started {1} ago {2}', who, age, by);
}

/** What the words depend on beside the process. */
export interface WhoseSetting {
  readonly nowMs: number;
  readonly words: NumberWords;
  readonly context: EditorContext;
}

/** `by your debug session “API” in this folder`, `in this folder`, or nothing. */
function starterOf(process: ProcessInfo, relation: HolderRelation, context: EditorContext): string {
  switch (relation.kind) {
    case 'failed-launch':
    case 'ended-launch':
    case 'running-launch':
      return l10n
        .t(
          'by {0} {1}',
          launchWords(relation.launch, context),
          placeWords(process, relation.launch, context),
        )
        .trim();
    case 'workspace':
      return placeWords(process, undefined, context);
    case 'extension':
      return l10n.t('by an extension of this editor');
    case 'editor':
      return l10n.t('by this editor itself');
    case 'container':
      return l10n.t('in a container');
    case 'other-user':
      return l10n.t('by another user');
    case 'stranger': {
      const [parent] = process.parents;
      return parent && !isOrphan(process)
        ? l10n.t('by {0} (pid {1})', quoted(parent.name), String(parent.processId))
        : '';
    }
  }
}

/** `your debug session “API”`: how a person knows a launch. */
export function launchWords(launch: KnownLaunch, context: EditorContext): string {
  const label = quoted(launch.label);
  if (launch.id === context.failedLaunchId) {
    switch (launch.kind) {
      case 'debug-session':
        return l10n.t('this very debug session “{0}”', label);
      case 'task':
        return l10n.t('this very task “{0}”', label);
      case 'terminal':
        return l10n.t('this very terminal “{0}”', label);
    }
  }
  switch (launch.kind) {
    case 'debug-session':
      return l10n.t('your debug session “{0}”', label);
    case 'task':
      return l10n.t('your task “{0}”', label);
    case 'terminal':
      return l10n.t('your terminal “{0}”', label);
  }
}

/** `in this folder`, `in the folder “api” of this window`, or in which other one; empty if unknown. */
function placeWords(
  { workingDirectory = '' }: ProcessInfo,
  launch: KnownLaunch | undefined,
  { workspaceFolders }: EditorContext,
): string {
  const folder =
    workspaceFolders.find((each) => isInside(workingDirectory, each)) ??
    workspaceFolders.find((each) => isSameFolder(launch?.workspaceFolder ?? '', each));
  if (folder !== undefined) {
    return workspaceFolders.length === 1
      ? l10n.t('in this folder')
      : l10n.t('in the folder “{0}”', quoted(baseName(folder)));
  }
  const elsewhere = workingDirectory === '' ? (launch?.workspaceFolder ?? '') : workingDirectory;
  return elsewhere === '' ? '' : l10n.t('in {0}', quoted(elsewhere));
}
