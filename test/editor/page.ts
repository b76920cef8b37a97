import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * The page that shows the editor, for tests that look at pixels, text and keys. It is there when
 * the editor is the one from npm (test/host/editor.mjs serves it); in a desktop build
 * `page.available` is false, and a test that needs it skips.
 *
 * Selectors are Playwright's: CSS, `text=…`, `role=button[name="…"]`. Waiting ends after
 * `timeoutMs` (default 10 s) with an error that says what was not there.
 */
export interface Wait {
  timeoutMs?: number;
}

/** One rule of axe-core that the panel breaks, and where. */
export interface AxeViolation {
  id: string;
  impact: string;
  help: string;
  targets: string[];
}

/** An error on the page's console; `url` is the script or document that it came from. */
export interface ConsoleError {
  text: string;
  url: string;
}

interface Reply {
  id: number;
  result?: unknown;
  error?: string;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const socketPath = process.env['SOCKET_DOCTOR_PAGE'];
const waiting = new Map<number, Waiting>();
let socket: Socket | undefined;
let lastId = 0;

function open(path: string): Socket {
  const opened = connect(path);
  // The editor must not be kept alive by us, and the page going first is how a run ends.
  opened.unref();
  opened.on('error', (error) => {
    failAll(error);
  });
  opened.on('close', () => {
    failAll(new Error('The page has gone.'));
  });
  createInterface({ input: opened }).on('line', (line) => {
    const reply = JSON.parse(line) as Reply;
    const caller = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error === undefined) caller?.resolve(reply.result);
    else caller?.reject(new Error(reply.error));
  });
  return opened;
}

function failAll(error: Error): void {
  for (const caller of waiting.values()) caller.reject(error);
  waiting.clear();
  socket = undefined;
}

function call(method: string, params: object = {}): Promise<unknown> {
  if (socketPath === undefined) return Promise.reject(new Error('This editor has no page.'));
  const line = JSON.stringify({ id: ++lastId, method, params });
  const id = lastId;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    socket ??= open(socketPath);
    socket.write(`${line}\n`);
  });
}

async function act(method: string, params: object): Promise<void> {
  await call(method, params);
}

async function ask<T>(method: string, params: object = {}): Promise<T> {
  return (await call(method, params)) as T;
}

export const page = {
  /** Whether this editor is shown in a page that tests can drive. */
  available: socketPath !== undefined,

  /**
   * Writes what a person would see to out/screenshots/NAME.png; returns the file's path.
   * `scale` 2 gives twice the pixels, rendered as on a high-density screen.
   */
  screenshot: (name: string, scale = 1) => ask<string>('screenshot', { name, scale }),
  setSize: (width: number, height: number) => act('setSize', { width, height }),
  /** What the system asks of pages; null takes the wish back. */
  emulate: (media: {
    forcedColors?: 'active' | 'none' | null;
    reducedMotion?: 'reduce' | 'no-preference' | null;
    colorScheme?: 'light' | 'dark' | null;
  }) => act('emulate', media),
  /** A key or a chord as Playwright names it: `F5`, `Escape`, `Control+Shift+P`. */
  press: (keys: string) => act('press', { keys }),
  type: (text: string) => act('type', { text }),
  click: (selector: string, wait: Wait = {}) => act('click', { selector, ...wait }),
  /** Where a part of the workbench is, in pixels of the page; null where it is not drawn. */
  box: (selector: string, wait: Wait = {}) =>
    ask<{ x: number; y: number; width: number; height: number } | null>('box', {
      selector,
      ...wait,
    }),
  hover: (selector: string, wait: Wait = {}) => act('hover', { selector, ...wait }),
  /** Turns the mouse wheel over a part of the workbench; up with a negative number of pixels. */
  scroll: (selector: string, deltaY: number, wait: Wait = {}) =>
    act('scroll', { selector, deltaY, ...wait }),
  /** The visible text of the workbench, or of one part of it; webviews are not part of it. */
  text: (selector = 'body', wait: Wait = {}) => ask<string>('text', { selector, ...wait }),

  /** Whether our panel is on the screen now. */
  panelIsShown: () => ask<boolean>('panelIsShown'),
  panelText: (selector = 'body', wait: Wait = {}) =>
    ask<string>('panelText', { selector, ...wait }),
  panelWaitFor: (selector: string, wait: Wait = {}) => act('panelWaitFor', { selector, ...wait }),
  panelClick: (selector: string, wait: Wait = {}) => act('panelClick', { selector, ...wait }),
  panelHover: (selector: string, wait: Wait = {}) => act('panelHover', { selector, ...wait }),
  panelFocus: (selector: string, wait: Wait = {}) => act('panelFocus', { selector, ...wait }),
  panelFill: (selector: string, value: string, wait: Wait = {}) =>
    act('panelFill', { selector, value, ...wait }),
  /** The value of a JavaScript expression in the panel's document; the caller checks its shape. */
  panelEvaluate: (expression: string) => call('panelEvaluate', { expression }),
  panelAxe: () => ask<AxeViolation[]>('panelAxe'),

  /** All errors on the page's console since the editor started; the workbench's own are among them. */
  consoleErrors: () => ask<ConsoleError[]>('consoleErrors'),
};
