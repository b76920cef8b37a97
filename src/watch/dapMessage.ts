/**
 * Reads the Debug Adapter Protocol messages that matter. Pure; never keeps or changes a message,
 * and takes nothing in it for granted: an adapter may send anything.
 */
import type { OutputLocation } from './outputBlock';

/** Text of the program, with the stream it belongs to. */
export interface ProgramOutput {
  readonly category: string;
  readonly text: string;
  readonly location?: OutputLocation;
}

/**
 * Categories that hold no word of the program: `telemetry` by its definition, `important` for the
 * debugger's own notices. `console` and a missing category are read: adapters that know no better
 * send the program's text there.
 */
const notTheProgram = new Set(['telemetry', 'important']);
const maxCategoryLength = 100;
const maxPathLength = 4_096;

/**
 * What debuggers echo as the first thing in the `console` category: one line with the absolute path
 * of an executable and its arguments (js-debug, debugpy, cppdbg).
 */
const commandEcho = /^\s*["']?(?:\/|[A-Za-z]:[\\/])[^\n]*?\s\S[^\n]*\r?\n?$/;
const sourcePosition = /^\s*["']?(?:\/|[A-Za-z]:[\\/])[^\s"']*:\d+/;

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}

function position(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function eventBody(message: unknown, name: string): Fields | undefined {
  if (typeof message !== 'object' || message === null) {
    return undefined;
  }
  const { type, event, body } = message as { type?: unknown; event?: unknown; body?: unknown };
  return type === 'event' && event === name ? fieldsOf(body) : undefined;
}

function locationOf(body: Fields): OutputLocation | undefined {
  const path = fieldsOf(body['source'])?.['path'];
  const line = position(body['line']);
  if (
    typeof path !== 'string' ||
    path === '' ||
    path.length > maxPathLength ||
    line === undefined
  ) {
    return undefined;
  }
  const column = position(body['column']);
  return { path, line, ...(column === undefined ? {} : { column }) };
}

/** The program's output in a message, or nothing where it holds none. */
export function readOutput(message: unknown): ProgramOutput | undefined {
  const body = eventBody(message, 'output');
  const text = body?.['output'];
  if (!body || typeof text !== 'string' || text === '') {
    return undefined;
  }
  const given = body['category'];
  const category =
    typeof given === 'string' && given !== '' ? given.slice(0, maxCategoryLength) : 'console';
  if (notTheProgram.has(category) || (category === 'console' && isCommandEcho(text))) {
    return undefined;
  }
  const location = locationOf(body);
  return { category, text, ...(location ? { location } : {}) };
}

function isCommandEcho(text: string): boolean {
  return text.length < 32_768 && commandEcho.test(text) && !sourcePosition.test(text);
}

/** The process id that a `process` event names. */
export function readProcessId(message: unknown): number | undefined {
  return position(eventBody(message, 'process')?.['systemProcessId']);
}

/** The processes that VS Code tells an adapter it has started for it in a terminal. */
export interface TerminalReply {
  readonly processId?: number;
  readonly shellProcessId?: number;
}

/** Read from the response to a `runInTerminal` request; undefined where a message is none. */
export function readTerminalReply(message: unknown): TerminalReply | undefined {
  const { type, command, success, body } = fieldsOf(message) ?? {};
  if (type !== 'response' || command !== 'runInTerminal' || success !== true) return undefined;
  const fields = fieldsOf(body);
  const processId = position(fields?.['processId']);
  const shellProcessId = position(fields?.['shellProcessId']);
  return {
    ...(processId !== undefined && { processId }),
    ...(shellProcessId !== undefined && { shellProcessId }),
  };
}

/**
 * js-debug names the session of a process `file.js [1234] « Name of the launch` (seen in VS Code
 * 1.139); a hint, not a promise.
 */
export function processIdInName(sessionName: string): number | undefined {
  const digits = /^[^«]*\[(\d{1,10})\]\s*(?:«|$)/.exec(sessionName.slice(0, 500))?.[1];
  return digits === undefined ? undefined : position(Number(digits));
}
