/** The panel's real bundle inside jsdom, with a stand-in for the editor on the other side. */
import { JSDOM, VirtualConsole } from 'jsdom';
import type { FromPanel } from '../../../src/present/panel/protocol';
import { bundlePanel } from '../preview/preview';

export interface JsdomPanel {
  readonly document: Document;
  readonly window: JSDOM['window'];
  /** What the panel said to the host, oldest first. */
  readonly posted: FromPanel[];
  /** What it keeps with the editor. */
  readonly state: () => unknown;
  /** Errors that reached the window; a test that expects none compares with []. */
  readonly errors: readonly string[];
  /** Posts a message as the host does, and waits until it is drawn. */
  send(message: unknown): Promise<void>;
  close(): void;
}

/**
 * `restored` is the view state that the editor kept from before, `language` what the browser says
 * that its language is.
 */
export async function openJsdomPanel(restored?: unknown, language = 'en-US'): Promise<JsdomPanel> {
  const script = (await bundlePanel()).get('panel.js') ?? '';
  const errors: string[] = [];
  const console = new VirtualConsole();
  console.on('jsdomError', (error) => {
    // jsdom has no canvas: the panel must do without, and its words must still be there.
    if (!error.message.startsWith('Not implemented')) {
      errors.push(String(error));
    }
  });
  const dom = new JSDOM(
    '<!doctype html><html lang="en"><head><title>Socket Doctor</title></head><body></body></html>',
    { runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole: console },
  );
  const { window } = dom;
  Object.defineProperty(window.navigator, 'language', { value: language, configurable: true });
  const posted: FromPanel[] = [];
  let state = restored;
  Object.assign(window, {
    matchMedia: () => ({ matches: false, addEventListener: () => undefined }),
    acquireVsCodeApi: () => ({
      // The editor gets copies, as over any message channel.
      postMessage: (message: FromPanel) => posted.push(structuredClone(message)),
      getState: () => state,
      setState: (next: unknown) => {
        state = structuredClone(next);
      },
    }),
  });
  window.eval(script);
  return {
    document: window.document,
    window,
    posted,
    state: () => state,
    errors,
    send: async (message) => {
      window.postMessage(message, '*');
      // The message is delivered in a task of its own, and drawn in the frame after it.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await new Promise((resolve) => window.requestAnimationFrame(resolve));
    },
    close: () => {
      window.close();
    },
  };
}
