/**
 * Whether a launch gets a probe, and the environment that brings it in. Pure: what
 * it must know of files comes in as arguments. A launch that might be harmed is left alone.
 */
import { probeVariable } from './wire';

/** What a launch configuration may hold that matters here; hand-written, so anything. */
export type LaunchConfiguration = Readonly<Record<string, unknown>>;

/** Where the probes lie on this machine. */
export interface ProbeFiles {
  /** The preload script for Node. */
  readonly nodeScript: string;
  /** The folder with Python's `sitecustomize.py`. */
  readonly pythonFolder: string;
}

/** Why a launch gets no probe. */
export type NoProbeReason =
  /** It attaches to a program that runs already, or belongs to a session that was launched before. */
  | 'not-launched-here'
  /** Neither Node nor Python; or a runtime that only looks like Node (Deno, Bun, Electron). */
  | 'other-runtime'
  /** Its environment says `SOCKET_DOCTOR_PROBE=off`. */
  | 'opted-out'
  /** Node's permission model would not let the preload script be read. */
  | 'permission-model'
  /** Node or Python are told to ignore the environment. */
  | 'isolated'
  /** Its environment file sets the same variables in a way that cannot be joined with ours. */
  | 'environment-file';

export type ProbePlan =
  | { readonly kind: 'probed'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'none'; readonly reason: NoProbeReason };

/** js-debug's types, after and before it has resolved them (vscode-js-debug, OPTIONS.md). */
const nodeTypes: ReadonlySet<unknown> = new Set(['node', 'pwa-node', 'node-terminal']);
const pythonTypes: ReadonlySet<unknown> = new Set(['python', 'debugpy']);

/** What ends up in Node: Node itself, and what is a script of Node's. */
const nodePrograms =
  /^(node\d*|npm|npx|yarn|pnpm|pnpx|corepack|tsx|ts-node|ts-node-dev|nodemon|nest|next|vite|jest|mocha|vitest|ava)(\.exe|\.cmd|\.ps1)?$/i;

/**
 * @param environmentFile the text of the configuration's `envFile`; undefined where there is none
 * @param variable the value of the probe's variable for this launch
 * @param pathDelimiter `;` on Windows, else `:`
 */
export function planLaunch(
  configuration: LaunchConfiguration,
  files: ProbeFiles,
  variable: string,
  environmentFile: string | undefined,
  pathDelimiter: string,
): ProbePlan {
  const { type, request } = configuration;
  const environment = recordOf(configuration['env']);
  if (environment[probeVariable] !== undefined) {
    return none(environment[probeVariable] === 'off' ? 'opted-out' : 'not-launched-here');
  }
  // A child session of js-debug: its process was started by the parent's launch.
  if (request !== 'launch' || configuration['__pendingTargetId'] !== undefined) {
    return none('not-launched-here');
  }
  const inFile = (name: string) => valueIn(environmentFile ?? '', name);
  if (nodeTypes.has(type)) {
    const reason = whyNotNode(configuration, environment);
    const known = inFile('NODE_OPTIONS');
    if (reason !== undefined) return none(reason);
    if (known.kind === 'unclear') return none('environment-file');
    const options = textOf(environment['NODE_OPTIONS']) ?? known.value;
    return probed({
      [probeVariable]: variable,
      NODE_OPTIONS: withPreload(files.nodeScript, options),
    });
  }
  if (pythonTypes.has(type)) {
    if (wordsOf(configuration['pythonArgs']).some((word) => /^-[A-Za-z]*[IE]/.test(word))) {
      return none('isolated');
    }
    const known = inFile('PYTHONPATH');
    if (known.kind === 'unclear') return none('environment-file');
    const path = textOf(environment['PYTHONPATH']) ?? known.value;
    return probed({
      [probeVariable]: variable,
      PYTHONPATH: withFolder(files.pythonFolder, path, pathDelimiter),
    });
  }
  return none('other-runtime');
}

/** The environment of a terminal in which Node's and Python's programs get a probe. */
export function planTerminal(
  files: ProbeFiles,
  variable: string,
  inherited: Readonly<Record<string, string | undefined>>,
  pathDelimiter: string,
): Readonly<Record<string, string>> {
  return {
    [probeVariable]: variable,
    NODE_OPTIONS: withPreload(files.nodeScript, inherited['NODE_OPTIONS'] ?? ''),
    PYTHONPATH: withFolder(files.pythonFolder, inherited['PYTHONPATH'] ?? '', pathDelimiter),
  };
}

/**
 * Our preload before what was there. Inside double quotes a backslash escapes (Node's cli.md,
 * NODE_OPTIONS), and Node on Windows takes slashes as well.
 */
function withPreload(script: string, options: string): string {
  const path = script.replaceAll('\\', '/').replaceAll('"', '\\"');
  return `--require "${path}" ${options}`.trim();
}

function withFolder(folder: string, path: string, delimiter: string): string {
  // An empty entry would be the current directory: none is added that was not there.
  return path === '' ? folder : `${folder}${delimiter}${path}`;
}

function whyNotNode(
  configuration: LaunchConfiguration,
  environment: LaunchConfiguration,
): NoProbeReason | undefined {
  const runtime = textOf(configuration['runtimeExecutable']);
  if (runtime !== undefined && !nodePrograms.test(runtime.split(/[\\/]/).pop() ?? '')) {
    return 'other-runtime';
  }
  const words = [
    ...wordsOf(configuration['runtimeArgs']),
    ...wordsOf(configuration['args']),
    ...wordsOf(environment['NODE_OPTIONS']),
    ...wordsOf(configuration['command']),
  ];
  // A preload script that may not be read ends the program (Node's permissions.md).
  return words.some((word) => /^--(experimental-)?permission(=|$)/.test(word))
    ? 'permission-model'
    : undefined;
}

type InFile = { readonly kind: 'clear'; readonly value: string } | { readonly kind: 'unclear' };

/** What an environment file (dotenv's form) gives a variable; unclear where it refers to others. */
function valueIn(text: string, name: string): InFile {
  const lines = text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)[ \t]*=(.*)$/gm);
  const last = [...lines]
    .filter(([, variable]) => variable === name)
    .at(-1)?.[2]
    ?.trim();
  if (last === undefined) return { kind: 'clear', value: '' };
  const quoted = /^(['"])(.*)\1$/.exec(last);
  const value = quoted?.[2] ?? last;
  const isPlain = !/[$\\#`]/.test(value) && (quoted !== null || !/['"]/.test(value));
  return isPlain ? { kind: 'clear', value } : { kind: 'unclear' };
}

function probed(environment: Readonly<Record<string, string>>): ProbePlan {
  return { kind: 'probed', environment };
}

function none(reason: NoProbeReason): ProbePlan {
  return { kind: 'none', reason };
}

function recordOf(given: unknown): LaunchConfiguration {
  return typeof given === 'object' && given !== null ? (given as LaunchConfiguration) : {};
}

function textOf(given: unknown): string | undefined {
  return typeof given === 'string' ? given : undefined;
}

/** The words of an argument list, whether it is given as one text or as a list. */
function wordsOf(given: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(given) ? given : [given];
  return items.flatMap((item) => (typeof item === 'string' ? item.split(/\s+/) : []));
}
