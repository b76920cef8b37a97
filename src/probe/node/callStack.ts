import type { Frame } from '../../measure/probe/wire';
import { sourcePlace } from './sourcePlace';

/** Deep enough to get through a client library and a promise chain to who called it. */
const deepestFrame = 48;
/** The contract's. */
const mostFrames = 8;
const longestFile = 1_000;
const longestFunction = 100;

/** One call on the stack that belongs neither to the runtime nor to us, not yet read in full. */
export interface Call {
  readonly file: string;
  readonly site: NodeJS.CallSite;
}

/**
 * The calls on the stack, innermost first, at most 8. Nothing of the program notices: its own
 * `Error.prepareStackTrace` and `Error.stackTraceLimit` stand again before anything of it runs.
 *
 * @returns empty where nothing but the runtime is on the stack, or where `Error` is frozen
 */
export function callsOnStack(): Call[] {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  if (!isOurs(limit) || !isOurs(prepare) || !Object.isExtensible(Error)) return [];
  const holder: { stack?: unknown } = {};
  try {
    define('stackTraceLimit', deepestFrame);
    define('prepareStackTrace', (_: unknown, sites: readonly NodeJS.CallSite[]) => sites);
    Error.captureStackTrace(holder, callsOnStack);
    return callsOf(holder.stack);
  } finally {
    restore('stackTraceLimit', limit);
    restore('prepareStackTrace', prepare);
  }
}

/** May we replace it for a moment? */
function isOurs(descriptor: PropertyDescriptor | undefined): boolean {
  return descriptor?.configurable ?? true;
}

function define(name: string, value: unknown): void {
  Object.defineProperty(Error, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

function restore(name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor) Object.defineProperty(Error, name, descriptor);
  else Reflect.deleteProperty(Error, name);
}

function callsOf(stack: unknown): Call[] {
  const calls: Call[] = [];
  if (!Array.isArray(stack)) return calls;
  for (const site of stack as readonly NodeJS.CallSite[]) {
    const file = site.getFileName() ?? site.getScriptNameOrSourceURL();
    if (!file || isRuntime(file) || file === __filename) continue;
    calls.push({ file, site });
    if (calls.length === mostFrames) break;
  }
  return calls;
}

function isRuntime(file: string): boolean {
  return file.startsWith('node:') || file.startsWith('internal/');
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
