/** The panel by keyboard alone, as a person without a mouse gets into it and about in it. */
import assert from 'node:assert/strict';
import { page } from '../page';
import { until } from './doctor';

const command = 'Analyze Port Exhaustion';
const waitMs = 20_000;
/** More presses than any state of the panel has stops. */
const mostStops = 600;

/** Makes Tab begin at the top of the page, wherever the focus was when the panel was left. */
const startAtTheTop = `(() => {
  const main = document.querySelector('main');
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
  main.removeAttribute('tabindex');
})()`;

/** Brings the panel to the front and the keyboard into it, at its top, through the list of commands. */
export async function enterPanel(): Promise<void> {
  await page.press('F1');
  // What is typed before the palette has the keyboard goes nowhere.
  await page.box('.quick-input-widget input:focus', { timeoutMs: waitMs });
  await page.type(command);
  const offered = async () => {
    const rows = await page.text('.quick-input-list .monaco-list-rows', { timeoutMs: waitMs });
    return rows.includes(command) && !rows.includes('Accounts: Manage Accounts') ? true : undefined;
  };
  await until('the command in the list', offered, waitMs);
  await page.press('Enter');
  const inside = async () =>
    (await page.panelEvaluate('document.hasFocus()')) === true ? true : undefined;
  await until('the keyboard in the panel', inside, waitMs);
  await page.panelEvaluate(startAtTheTop);
}

/** Presses Tab until an element has the focus that a CSS selector matches; it stands further down. */
export async function tabTo(selector: string): Promise<void> {
  const reached = `document.activeElement?.matches(${JSON.stringify(selector)}) === true`;
  for (let presses = 0; presses < mostStops; presses += 1) {
    if ((await page.panelEvaluate(reached)) === true) return;
    await page.press('Tab');
  }
  assert.fail(`Tab never reached ${selector}`);
}
