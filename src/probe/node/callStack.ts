import { runInNewContext } from 'node:vm';
import type { Frame } from '../../measure/probe/wire';
import { sourcePlace } from './sourcePlace';

/** Deep enough for most callers; each frame costs time. */
const fewestFrames = 24;
/** Deep enough to get through a client library and a promise chain to who called it. */
const deepestFrame = 48;
/** The contract's. */
const mostFrames = 8;
const fewFrames = 3;
const longestFile = 1_000;
const longestFunction = 100;

/** One call on the stack that belongs neither to the runtime nor to us, not yet read in full. */
export interface Call {
  readonly file: string;
  readonly site: NodeJS.CallSite;
}

/**
 * `Error` of a realm of our own: its `stackTraceLimit` and `prepareStackTrace` are ours to set, where
 * the program's would have to be changed for a moment at each look. That may be forbidden (frozen
 * intrinsics), and slows down what V8 has optimised.
 */
interface Realm {
  readonly Error: ErrorConstructor;
  readonly Object: ObjectConstructor;
}

let realm: Realm | undefined;

function makeRealm(): Realm {
  const made = runInNewContext('({ Error, Object })') as Realm;
  made.Error.prepareStackTrace = (_, sites) => sites;
  return made;
}

/**
 * The calls on the stack, innermost first, at least to the first that is the program's own. Nothing
 * of the program notices.
 *
 * @returns empty where nothing but the runtime is on the stack
 */
export function callsOnStack(): Call[] {
  const calls = innermostCalls(fewestFrames);
  return calls.every(isLibrary) ? innermostCalls(deepestFrame) : calls;
}

function innermostCalls(depth: number): Call[] {
  realm ??= makeRealm();
  realm.Error.stackTraceLimit = depth;
  const holder = new realm.Object() as { stack?: unknown };
  realm.Error.captureStackTrace(holder, callsOnStack);
  return callsOf(holder.stack);
}

function callsOf(stack: unknown): Call[] {
  const calls: Call[] = [];
  if (!Array.isArray(stack)) return calls;
  for (const site of stack as readonly NodeJS.CallSite[]) {
    const file = site.getFileName() ?? site.getScriptNameOrSourceURL();
    if (!file || isRuntime(file) || file === __filename) continue;
    calls.push({ file, site });
  }
  return calls;
}

function isRuntime(file: string): boolean {
  return /^(node:|internal\/|wasm:)/.test(file);
}

/** Is it code that somebody else wrote? */
export function isLibrary({ file }: Call): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** At most 8 of them: of a library in between only the innermost, so that its caller is among them. */
export function shortened(calls: readonly Call[]): readonly Call[] {
  const own = calls.findIndex((call) => !isLibrary(call));
  const shown = own > fewFrames ? [...calls.slice(0, fewFrames), ...calls.slice(own)] : calls;
  return shown.slice(0, mostFrames);
}

/** What tells one place from another, cheaper than its frames. */
export function keyOf(calls: readonly Call[]): string {
  let key = '';
  for (const { file, site } of calls) {
    key += `${file}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}\n`;
  }
  return key;
}

export function frameOf({ file, site }: Call): Frame {
  const line = site.getLineNumber() ?? 1;
  const column = site.getColumnNumber() ?? 1;
  const name = site.getFunctionName();
  const source = sourcePlace(file, line, column);
  return {
    file: file.slice(0, longestFile),
    line,
    column,
    ...(name ? { function: name.slice(0, longestFunction) } : {}),
    ...(source ? { source } : {}),
  };
}
