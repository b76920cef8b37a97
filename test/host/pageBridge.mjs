// Lets the tests, which run in the extension host, look at and act on the page that shows the
// editor: requests and answers are lines of JSON over a Unix socket. test/editor/page.ts is the
// client, with the types.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './paths.mjs';

/** Waiting for something to appear in the page ends here, with an error that names it. */
const defaultWaitMs = 10_000;
const extensionId = 'socket-doctor.socket-doctor';

/**
 * The document inside a webview's frame, if it is on the screen. It starts as `pending-frame` and
 * gets its name later, so the element is asked: Playwright keeps the name a frame was born with.
 */
async function shownDocument(frame) {
  try {
    if (!(await (await frame.frameElement()).isVisible())) return undefined;
    for (const child of frame.childFrames()) {
      const element = await child.frameElement();
      if ((await element.getAttribute('id')) === 'active-frame') return child;
    }
  } catch {
    // The frame went away while it was asked.
  }
  return undefined;
}

/** Answers requests about one page. */
class PageActions {
  #page;
  #errors = [];

  constructor(page) {
    this.#page = page;
    page.on('pageerror', (error) => this.#errors.push({ text: String(error), url: page.url() }));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.#errors.push({ text: message.text(), url: message.location().url });
    });
  }

  /**
   * The document of our panel: VS Code puts a webview's own document two frames deep, a frame of
   * its own machinery around one called active-frame.
   */
  async #panel(waitMs = defaultWaitMs) {
    const end = Date.now() + waitMs;
    for (;;) {
      const outer = this.#page.frames().filter((frame) => frame.url().includes(extensionId));
      for (const frame of outer.reverse()) {
        const shown = await shownDocument(frame);
        if (shown) return shown;
      }
      if (Date.now() > end) throw new Error(`No panel of ${extensionId} is shown.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** With `scale` the picture has that many pixels for each of the page's, rendered anew. */
  async screenshot({ name, scale = 1 }) {
    if (!/^[\w-]+$/.test(name)) throw new Error(`'${name}' is no name for a screenshot.`);
    const folder = join(root, 'out/screenshots');
    await mkdir(folder, { recursive: true });
    const { width, height } = this.#page.viewportSize();
    const session = await this.#page.context().newCDPSession(this.#page);
    const clip = { x: 0, y: 0, width, height, scale };
    const { data } = await session.send('Page.captureScreenshot', { format: 'png', clip });
    await session.detach();
    const path = join(folder, `${name}.png`);
    await writeFile(path, Buffer.from(data, 'base64'));
    return path;
  }

  async setSize({ width, height }) {
    await this.#page.setViewportSize({ width, height });
  }

  /** What the system asks of pages: `forcedColors`, `reducedMotion`, `colorScheme`. */
  async emulate(media) {
    await this.#page.emulateMedia(media);
  }

  async press({ keys }) {
    await this.#page.keyboard.press(keys);
  }

  async type({ text }) {
    await this.#page.keyboard.type(text);
  }

  async click({ selector, timeoutMs = defaultWaitMs }) {
    await this.#page.locator(selector).first().click({ timeout: timeoutMs });
  }

  async hover({ selector, timeoutMs = defaultWaitMs }) {
    await this.#page.locator(selector).first().hover({ timeout: timeoutMs });
  }

  /** Where something is, in pixels of the page; null where it is not drawn. */
  box({ selector, timeoutMs = defaultWaitMs }) {
    return this.#page.locator(selector).first().boundingBox({ timeout: timeoutMs });
  }

  async scroll({ selector, deltaY, timeoutMs = defaultWaitMs }) {
    await this.#page.locator(selector).first().hover({ timeout: timeoutMs });
    await this.#page.mouse.wheel(0, deltaY);
  }

  /** The text of the workbench as a person sees it; webviews are documents of their own. */
  text({ selector = 'body', timeoutMs = defaultWaitMs }) {
    return this.#page.locator(selector).first().innerText({ timeout: timeoutMs });
  }

  async panelIsShown() {
    return this.#panel(0).then(
      () => true,
      () => false,
    );
  }

  async panelText({ selector = 'body', timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    return panel.locator(selector).first().innerText({ timeout: timeoutMs });
  }

  async panelWaitFor({ selector, timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    await panel.locator(selector).first().waitFor({ timeout: timeoutMs });
  }

  async panelClick({ selector, timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    await panel.locator(selector).first().click({ timeout: timeoutMs });
  }

  async panelHover({ selector, timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    await panel.locator(selector).first().hover({ timeout: timeoutMs });
  }

  async panelFocus({ selector, timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    await panel.locator(selector).first().focus({ timeout: timeoutMs });
  }

  async panelFill({ selector, value, timeoutMs = defaultWaitMs }) {
    const panel = await this.#panel(timeoutMs);
    await panel.locator(selector).first().fill(value, { timeout: timeoutMs });
  }

  /** The value of a JavaScript expression in the panel's document, as JSON carries it. */
  async panelEvaluate({ expression }) {
    return (await this.#panel()).evaluate(expression);
  }

  /** axe-core's findings in the panel's document. */
  async panelAxe() {
    const panel = await this.#panel();
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await panel.evaluate(await readFile(axe, 'utf8'));
    return panel.evaluate(`axe.run(document, { resultTypes: ['violations'] }).then((result) =>
      result.violations.map(({ id, impact, help, nodes }) => ({
        id, impact, help, targets: nodes.map((node) => node.target.join(' ')),
      })))`);
  }

  /** Errors on the console of the page since the editor started, those of webviews included. */
  consoleErrors() {
    return this.#errors;
  }
}

/** Methods a request may name: those of the class, never what objects inherit. */
const methods = new Set(Object.getOwnPropertyNames(PageActions.prototype));
methods.delete('constructor');

async function answer(actions, line) {
  const { id, method, params = {} } = JSON.parse(line);
  try {
    if (!methods.has(method)) throw new Error(`The page has no '${method}'.`);
    return { id, result: await actions[method](params) };
  } catch (error) {
    return { id, error: error.message };
  }
}

/**
 * Serves a page until the returned function is called.
 * @param {import('playwright-core').Page} page
 * @param {string} path of the socket
 * @returns {Promise<() => void>}
 */
export async function servePage(page, path) {
  const actions = new PageActions(page);
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()); // the tests ended while an answer was on its way
    createInterface({ input: socket }).on('line', async (line) => {
      const reply = await answer(actions, line);
      if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return () => server.close();
}
