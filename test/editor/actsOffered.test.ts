import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Act } from '../../src/explain/act';
import type { ActOutcome } from '../../src/present/acts/situation';
import type { PortRow } from '../../src/present/portsView/portRows';
import { page } from './page';
import { activateDoctor, nextDiagnosis, sessionsEnd, stopDebugging, until } from './support/doctor';
import { type HeldPort, holdPort, isAlive } from './support/heldPort';
import { closeEditors, needsPage } from './support/panel';
import { type Answering, answerQuestions } from './support/questions';
import { debugScripted } from './support/scriptedAdapter';

const folder = vscode.workspace.workspaceFolders![0]!;
const uriOf = (name: string) => vscode.Uri.joinPath(folder.uri, name);
const write = (name: string, text: string) =>
  vscode.workspace.fs.writeFile(uriOf(name), new TextEncoder().encode(text));
const wait = { timeoutMs: 20_000 };

describe('what is offered for a port that is held', function () {
  this.timeout(120_000);
  let held: HeldPort;
  let answering: Answering | undefined;

  before(activateDoctor);
  beforeEach(async () => {
    held = await holdPort();
  });
  afterEach(async () => {
    answering?.restore();
    answering = undefined;
    held.child.kill('SIGKILL');
    await stopDebugging();
  });
  after(async () => {
    await closeEditors();
    await vscode.commands.executeCommand('notifications.clearAll');
  });

  /** A program that meets the held port, and says so. */
  const runInto = async (name: string) => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === held.port, 30_000);
    const output = `Error: listen EADDRINUSE: address already in use 127.0.0.1:${held.port}\n`;
    await debugScripted(name, [{ output }]);
    return struck;
  };

  /** All words of the list with this title, once it has the entry with these words. */
  const listWith = (title: string | RegExp, entry: string) => {
    const shown = async () => {
      const text = await page.text('.quick-input-widget', { timeoutMs: 1_000 }).catch(() => '');
      return text.match(title) && text.includes(entry) ? text : undefined;
    };
    return until(`${entry} in the list`, shown, 20_000);
  };

  /** Waits for the list with this title, and takes the entry with these words. */
  const pick = async (title: string | RegExp, entry: string) => {
    const text = await listWith(title, entry);
    await page.click(`.quick-input-list .monaco-list-row >> text=${entry}`, wait);
    return text;
  };

  it('stands in the panel as buttons that do it', async function () {
    needsPage(this);
    await runInto('Panel');
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('.acts >> text=Stop It', wait);
    await page.screenshot('panel-acts');
    answering = answerQuestions(() => 'Stop It');
    const ended = once(held.child, 'exit');
    await page.panelClick('.acts >> text=Stop It', wait);
    assert.deepEqual(await ended, [null, 'SIGTERM']);
    assert.match(answering.questions[0]!.message, new RegExp(`pid ${held.child.pid}`));
    await closeEditors();
  });

  it('is the same in the notification, in the quick pick and in the panel', async function () {
    needsPage(this);
    await vscode.commands.executeCommand('notifications.clearAll');
    const { verdict } = await runInto('Notification');
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('.acts >> text=Stop It', wait);
    const labels = (await page.panelEvaluate(
      `[...document.querySelectorAll('.offered-acts button')].map((act) => act.textContent)`,
    )) as readonly string[];
    await closeEditors();
    assert.equal(labels.length, verdict.acts.length);
    assert.ok(labels.length >= 3, labels.join());
    const missingFrom = (list: string) => labels.filter((label) => !list.includes(label));

    const chosen = vscode.commands.executeCommand<ActOutcome>('socketDoctor.showActs');
    const quickPick = await listWith(/Port \d+ is held/, 'Stop It');
    assert.deepEqual(missingFrom(quickPick), []);
    await page.press('Escape');
    assert.deepEqual(await chosen, { kind: 'cancelled' });

    await vscode.commands.executeCommand('notifications.showList');
    await page.click('.notifications-center >> text=More…', wait);
    assert.deepEqual(missingFrom(await pick(/Port \d+ is held/, 'Stop It')), []);
    // Under test the question is refused by the editor: nothing may be stopped then.
    assert.ok(isAlive(held));
  });

  it('writes another port where it is configured, shows it unsaved, and starts again there', async function () {
    needsPage(this);
    await write(
      'anotherPort.js',
      "require('node:net').createServer().listen(Number(process.env.PORT), '127.0.0.1', function () { console.log(this.address()); });\n",
    );
    const configuration = {
      type: 'node',
      request: 'launch',
      name: 'Another port',
      program: '${workspaceFolder}/anotherPort.js',
      console: 'internalConsole',
      env: { PORT: String(held.port) },
    };
    const launch = { version: '0.2.0', configurations: [configuration] };
    await write('.vscode/launch.json', JSON.stringify(launch, undefined, 2));
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === held.port, 30_000);
    await vscode.debug.startDebugging(folder, 'Another port');
    await struck;
    await sessionsEnd();

    const outcome = vscode.commands.executeCommand<ActOutcome>('socketDoctor.showActs');
    await pick(/Port \d+ is held/, 'Use Another Port');
    const list = await pick(/Port \d+ is free/, 'launch.json:');
    assert.match(list, new RegExp(`"PORT": "${held.port}"`));
    const free = Number(/Port (\d+) is free/.exec(list)?.[1]);
    assert.deepEqual(await outcome, { kind: 'done' });
    const path = uriOf('.vscode/launch.json').fsPath;
    const shown = vscode.window.activeTextEditor;
    assert.equal(shown?.document.uri.fsPath, path);
    assert.equal(shown.document.getText(shown.selection), String(free));
    assert.ok((await readFile(path, 'utf8')).includes(`"${held.port}"`), 'not saved yet');
    await vscode.commands.executeCommand('notifications.showList');
    await page.screenshot('another-port');
    await page.click('.notifications-center >> text=Save and Start Again', wait);
    const rows = await until(
      'the program on its new port',
      async () => {
        const all = await vscode.commands.executeCommand<readonly PortRow[]>(
          'socketDoctor.showListeningPorts',
        );
        return all.find(({ port }) => port === free);
      },
      20_000,
    );
    assert.ok((await readFile(path, 'utf8')).includes(`"PORT": "${free}"`));
    assert.match(rows.sentence, /your debug session “Another port”/);
    await vscode.workspace.fs.delete(uriOf('.vscode'), { recursive: true });
    await vscode.workspace.fs.delete(uriOf('anotherPort.js'));
    await vscode.commands.executeCommand('workbench.view.explorer');
  });

  it('waits until the port is free', async () => {
    const rows = await vscode.commands.executeCommand<readonly PortRow[]>(
      'socketDoctor.showListeningPorts',
    );
    const row = rows.find(({ port }) => port === held.port)!;
    const acts: readonly Act[] = [{ kind: 'wait-until-free', port: held.port }];
    let outcome: ActOutcome | undefined;
    void vscode.commands
      .executeCommand<ActOutcome>('socketDoctor.showPortActs', { ...row, acts })
      .then((each) => (outcome = each));
    const accept = () =>
      vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await until(
      'the list',
      async () => (
        await accept(),
        page.available ? (await page.text()).includes('Waiting until port') || undefined : true
      ),
      20_000,
    );
    assert.equal(outcome, undefined, 'it waits');
    held.child.kill('SIGKILL');
    await until('the end of the wait', () => outcome, 20_000);
    assert.deepEqual(outcome, { kind: 'done' });
  });

  it('goes to the terminal whose program holds the port, among two of one name', async () => {
    const terminal = vscode.window.createTerminal({ name: 'Owner', cwd: folder.uri });
    const other = vscode.window.createTerminal({ name: 'Owner', cwd: folder.uri });
    other.show();
    await until(
      'the other terminal',
      () => vscode.window.activeTerminal === other || undefined,
      20_000,
    );
    await write(
      'owned.js',
      'require("net").createServer().listen(0, "127.0.0.1", function () { require("fs").writeFileSync("owned.txt", String(this.address().port)); });\n',
    );
    terminal.sendText('node owned.js');
    const port = await until(
      'the program in the terminal',
      () =>
        readFile(uriOf('owned.txt').fsPath, 'utf8').then(
          (text) => Number(text) || undefined,
          () => undefined,
        ),
      30_000,
    );
    const rows = await vscode.commands.executeCommand<readonly PortRow[]>(
      'socketDoctor.showListeningPorts',
    );
    const row = rows.find((each) => each.port === port);
    assert.match(row?.sentence ?? '', /your terminal “Owner”/);
    assert.equal(row?.isOurs, true);
    assert.deepEqual(await vscode.commands.executeCommand('socketDoctor.goToPortOwner', row), {
      kind: 'done',
    });
    await until(
      'the terminal',
      () => vscode.window.activeTerminal === terminal || undefined,
      20_000,
    );
    terminal.dispose();
    other.dispose();
    for (const name of ['owned.js', 'owned.txt']) await vscode.workspace.fs.delete(uriOf(name));
  });
});
