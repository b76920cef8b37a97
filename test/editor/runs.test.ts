/** Before and after: two real debug sessions, laid side by side in the panel's words. */
import assert from 'node:assert/strict';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { page } from './page';
import { CallServer } from './support/callServer';
import { activateDoctor, sessionsEnd, until } from './support/doctor';
import { enterPanel, tabTo } from './support/keyboard';
import { closeEditors, needsPage } from './support/panel';

const folder = vscode.workspace.workspaceFolders![0]!;
const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;

interface Report {
  readonly version: number;
  readonly before: { readonly requests: number };
  readonly after: { readonly requests: number };
}

/** What PNG files begin with (https://www.w3.org/TR/png-3/#5PNG-file-signature). */
const pngSignature = '89504e470d0a1a0a';

describe('runs', () => {
  const written: string[] = [];
  let server: CallServer;

  before(async () => {
    await activateDoctor();
    server = new CallServer();
    await server.listen();
  });
  after(async () => {
    server.close();
    for (const path of written) await rm(path, { force: true });
    await closeEditors();
  });

  it('are compared: one connection per call before, shared ones after', async function () {
    needsPage(this);
    await run('closesFirst.cjs');
    await run('fetch.mjs');
    await vscode.commands.executeCommand('socketDoctor.analyze');
    const sentence = await until(
      'the comparison',
      async () => {
        const text = await page.panelText('.runs .proof').catch(() => '');
        return /After: .*9\d(\.\d)? % reused, ran/.test(text) ? text : undefined;
      },
      30_000,
    );
    assert.match(sentence, /^Before: .* 0 % reused, ran .*\. After: .* 9\d(\.\d)? % reused, ran /);
    await page.panelClick('.comparison button >> nth=0');
    const copied = await until(
      'the Markdown',
      async () => {
        const text = await vscode.env.clipboard.readText();
        return text.startsWith('## ') ? text : undefined;
      },
      10_000,
    );
    assert.match(copied, /\| Requests \| 150 \| 150 \|/);
    assert.match(copied, /\| Connections reused \| 0 % \| 9\d(\.\d)? % \|/);
  });

  it('are chosen by the keyboard alone', async function () {
    needsPage(this);
    const sentence = () => page.panelText('.runs .proof');
    const asMeasured = await sentence();
    await enterPanel();
    await tabTo('.runs .pick input[aria-label^="Before"]');
    // A group of radio buttons: Tab goes to the one that is chosen, the arrows choose another.
    await page.press('ArrowDown');
    const changed = async () => {
      const text = await sentence();
      return /^Before: .*9\d(\.\d)? % reused/.test(text) ? text : undefined;
    };
    await until('the later run as the one before', changed, 10_000);
    await page.press('ArrowUp');
    const back = async () => ((await sentence()) === asMeasured ? true : undefined);
    await until('the first run again', back, 10_000);
    await page.screenshot('runs-by-keyboard');
  });

  it('are saved by the keyboard alone, as Markdown with the chart and as JSON', async function () {
    needsPage(this);
    const figures = await shownFigures();

    const markdown = (await saved('Save Report with Chart', 'connections.md')).toString('utf8');
    for (const [figure, before, after] of figures) {
      assert.ok(
        markdown.includes(`| ${figure} | ${before} | ${after} |`),
        `${figure}: ${markdown}`,
      );
    }
    assert.match(markdown, /!\[[^\]]+\]\(connections\.png\)/);
    const picture = join(folder.uri.fsPath, 'connections.png');
    written.push(picture);
    assert.equal((await readFile(picture)).subarray(0, 8).toString('hex'), pngSignature);

    const json = JSON.parse(
      (await saved('Save as JSON', 'connections.json')).toString('utf8'),
    ) as Report;
    assert.equal(json.version, 1);
    const requests = figures.find(([figure]) => figure === 'Requests');
    assert.deepEqual(requests?.slice(1), [`${json.before.requests}`, `${json.after.requests}`]);
  });

  /** The table of two runs as a person reads it: figure, before, after. */
  async function shownFigures(): Promise<string[][]> {
    const rows = (await page.panelEvaluate(
      `[...document.querySelectorAll('.comparison tbody tr')].map((row) =>
        [...row.children].map((cell) => cell.textContent.trim()))`,
    )) as string[][];
    assert.ok(rows.length > 3, `${rows.length} figures`);
    return rows;
  }

  /** Goes to a button by Tab, presses it, and takes the name that the dialog proposes. */
  async function saved(buttonText: string, name: string): Promise<Buffer> {
    const path = join(folder.uri.fsPath, name);
    written.push(path);
    await enterPanel();
    const index = await page.panelEvaluate(
      `[...document.querySelectorAll('.comparison .acts button')]
        .findIndex((button) => button.textContent.includes(${JSON.stringify(buttonText)})) + 1`,
    );
    await tabTo(`.comparison .acts button:nth-of-type(${String(index)})`);
    await page.press('Enter');
    await page.box('.quick-input-widget input:focus', { timeoutMs: 20_000 });
    const proposed = async () => {
      const value = await page.text('.quick-input-widget', { timeoutMs: 20_000 });
      return value.includes('OK') ? true : undefined;
    };
    await until('the dialog', proposed, 20_000);
    await page.press('Enter');
    const shown = () =>
      vscode.window.activeTextEditor?.document.uri.path.endsWith(`/${name}`) ? true : undefined;
    await until(`${name} in the editor`, shown, 20_000);
    return readFile(path);
  }

  async function run(file: string): Promise<void> {
    const program = vscode.Uri.joinPath(folder.uri, file);
    written.push(program.fsPath);
    await cp(join(extensionPath, 'test/fixtures/probe/programs', file), program.fsPath);
    const started = await vscode.debug.startDebugging(folder, {
      type: 'node',
      request: 'launch',
      name: 'Compared',
      program: program.fsPath,
      args: [`http://127.0.0.1:${server.port}/`, '150'],
      console: 'internalConsole',
    });
    assert.equal(started, true);
    await sessionsEnd();
  }
});
