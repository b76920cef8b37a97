/** What tests of the panel have in common: a page to look at, a closed panel, the four themes. */
import assert from 'node:assert/strict';
import type { Context } from 'mocha';
import * as vscode from 'vscode';
import { type AxeViolation, page } from '../page';
import { until } from './doctor';

/** Skips a test (or, in a `before`, a suite) where the editor has no page to look at. */
export function needsPage(context: Context): void {
  if (page.available) return;
  console.log('    skipped: a desktop build has no page that can be read');
  context.skip();
}

/** Closes every editor, the panel included, without a question about unsaved text. */
export async function closeEditors(): Promise<void> {
  await vscode.workspace.saveAll();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const gone = async () => ((await page.panelIsShown()) ? undefined : true);
  if (page.available) await until('the panel to close', gone, 20_000);
}

/** Theme names without the word "Default" that older editors put in front of them. */
const themes = {
  light: 'Light Modern',
  dark: 'Dark Modern',
  'contrast-light': 'Default High Contrast Light',
  'contrast-dark': 'Default High Contrast',
} as const;

export type ThemeName = keyof typeof themes;

/** Changes the editor's theme and waits until the panel has it. */
export async function setTheme(name: ThemeName): Promise<void> {
  const known = vscode.extensions.all.flatMap(({ packageJSON }) => {
    const { contributes } = packageJSON as { contributes?: { themes?: { id?: string }[] } };
    return (contributes?.themes ?? []).map(({ id }) => id);
  });
  const id = [themes[name], `Default ${themes[name]}`].find((each) => known.includes(each));
  assert.ok(id, `no theme ${themes[name]}`);
  const workbench = vscode.workspace.getConfiguration('workbench');
  await workbench.update('colorTheme', id, vscode.ConfigurationTarget.Global);
  const applied = async () =>
    (await page.panelEvaluate('document.body.dataset.vscodeThemeId')) === id ? true : undefined;
  await until(`the panel in ${id}`, applied, 20_000);
}

/** Takes our theme out of the settings again. */
export async function resetTheme(): Promise<void> {
  const workbench = vscode.workspace.getConfiguration('workbench');
  await workbench.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
}

/** Title bar, tabs and status bar. */
const aroundThePanelPx = 100;
/** What a browser can take a picture of in one piece. */
const longestPicturePx = 8_000;

/**
 * Fails where axe finds anything wrong with the panel in one of the four themes. Everything that
 * can be unfolded is open; pictures of the whole length stay in out/screenshots/.
 */
export async function checkInEveryTheme(state: string): Promise<void> {
  const found: Record<string, AxeViolation[]> = {};
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await page.panelEvaluate('document.querySelectorAll("details").forEach((d) => (d.open = true))');
  const lengthPx = Number(await page.panelEvaluate('document.documentElement.scrollHeight'));
  await page.setSize(1440, Math.min(lengthPx + aroundThePanelPx, longestPicturePx));
  try {
    for (const name of Object.keys(themes) as ThemeName[]) {
      await setTheme(name);
      const violations = await page.panelAxe();
      if (violations.length > 0) found[name] = violations;
      await page.screenshot(`${state}-${name}`);
    }
  } finally {
    await resetTheme();
    await page.setSize(1440, 900);
  }
  assert.deepEqual(found, {});
}
