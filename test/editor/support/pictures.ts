/**
 * The README's pictures, taken from a real run. `SOCKET_DOCTOR_PICTURES=1 node test/run.mjs live`
 * copies them to media/screenshots/.
 */
import * as vscode from 'vscode';
import { page } from '../page';
import { resetTheme, setTheme } from './panel';

/** Twice the pixels, for screens that have them. */
const scale = 2;
/** The list in the debug console moves by three lines with each turn of the wheel. */
const oneTurnPx = 100;
const mostTurns = 40;

/** Scrolls the debug console, which shows the end of a long stack, up to the error's own line. */
async function scrollToError(): Promise<void> {
  for (let turn = 0; turn < mostTurns; turn += 1) {
    const console = await page.box('.repl');
    const error = await page.box('.repl >> text=/EADDRNOTAVAIL/');
    if (console !== null && error !== null && error.y > console.y) return;
    await page.scroll('.repl', -oneTurnPx);
  }
}

/** Whether this run was started to take them. */
export const picturesWanted = process.env['SOCKET_DOCTOR_PICTURES'] === '1';

/** The error in the debug console, the code, and the panel beside it, by day and by night. */
export async function takePictures(name: string): Promise<void> {
  const minimap = vscode.workspace.getConfiguration('editor.minimap');
  await minimap.update('enabled', false, vscode.ConfigurationTarget.Global);
  await page.setSize(1280, 800);
  await vscode.commands.executeCommand('workbench.action.closeSidebar');
  await vscode.commands.executeCommand('workbench.panel.repl.view.focus');
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  for (let step = 0; step < 2; step += 1) {
    await vscode.commands.executeCommand('workbench.action.increaseViewHeight');
  }
  await scrollToError();
  await page.hover('.part.statusbar'); // or the line under the pointer would stand out
  try {
    await setTheme('light');
    await page.screenshot(name, scale);
    await setTheme('dark');
    await page.screenshot(`${name}-dark`, scale);
  } finally {
    await resetTheme();
    await minimap.update('enabled', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.view.explorer');
  }
}
