import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, until } from './support/doctor';
import { ourLogLines } from './support/log';
import { closeEditors, needsPage } from './support/panel';
import { findingsAppear, findingsGo, findingsIn, writeText } from './support/quickFixes';

const perCall = (name: string) =>
  `function ${name}() {\n  return http.get({ port: 5000, agent: new http.Agent({ keepAlive: true }) });\n}\n`;
const twice = `const http = require('http');\n${perCall('first')}\n// between\n${perCall('second')}`;

const folder = () => vscode.workspace.workspaceFolders![0]!.uri;
const at = (path: string) => vscode.Uri.joinPath(folder(), path);

/** Writes files below one folder of the workspace. */
async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder().fsPath, path)), { recursive: true });
    await writeFile(join(folder().fsPath, path), text);
  }
}

async function actionsAt(
  uri: vscode.Uri,
  range: vscode.Range,
  kind: vscode.CodeActionKind,
): Promise<readonly vscode.CodeAction[]> {
  // The last argument has the editor resolve them, as it does when one is chosen.
  return vscode.commands.executeCommand(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    kind.value,
    100,
  );
}

async function apply(actions: readonly vscode.CodeAction[], title: RegExp): Promise<void> {
  const action = actions.find((each) => title.test(each.title));
  assert.ok(action?.edit, actions.map((each) => each.title).join('; '));
  assert.ok(await vscode.workspace.applyEdit(action.edit));
}

describe('actions on a whole source file', () => {
  const uri = () => at('actions/two.js');

  before(async () => {
    await activateDoctor();
    await closeEditors();
    await write({ 'actions/two.js': twice });
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rm(at('actions').fsPath, { recursive: true });
  });

  const opened = async (): Promise<vscode.TextDocument> => {
    const document = await vscode.workspace.openTextDocument(uri());
    const editor = await vscode.window.showTextDocument(document);
    await writeText(document, twice);
    editor.selections = [new vscode.Selection(5, 3, 5, 5)];
    await until('both findings', () => (findingsIn(uri()).length === 2 ? true : undefined), 30_000);
    return document;
  };

  it('fix all in the file, unsaved as it is, and leave cursors between them alone', async () => {
    const document = await opened();
    await writeText(document, `// not saved\n${twice}`);
    const editor = vscode.window.activeTextEditor!;
    const between = document.getText().split('\n').indexOf('// between');
    editor.selections = [
      new vscode.Selection(between, 3, between, 5),
      new vscode.Selection(0, 3, 0, 3),
    ];
    await until(
      'the findings to move with their lines',
      () => (findingsIn(uri())[0]?.range.start.line === 3 ? true : undefined),
      30_000,
    );
    const place = findingsIn(uri())[0]!.range;
    await apply(await actionsAt(uri(), place, vscode.CodeActionKind.QuickFix), /^Fix all 2 /);
    const text = document.getText();
    assert.equal(text.match(/new http\.Agent/g)?.length, 1, text);
    assert.match(text, /^\/\/ not saved\n/);
    assert.deepEqual(
      editor.selections.map((selection) => document.getText(selection)),
      ['be', ''],
    );
    await findingsGo(uri());
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), `// not saved\n${twice}`);
  });

  it('are offered as source.fixAll, for safe fixes only', async () => {
    const document = await opened();
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const fixAll = vscode.CodeActionKind.SourceFixAll.append('socketDoctor');
    const unasked = await actionsAt(uri(), all, vscode.CodeActionKind.Refactor);
    assert.ok(!unasked.some(({ title }) => title.includes('Socket Doctor')));
    await writeText(
      document,
      "const http = require('http');\nhttp.get({ port: 5000, agent: false });\n",
    );
    await until('its finding', () => (findingsIn(uri()).length === 1 ? true : undefined), 30_000);
    assert.deepEqual(await actionsAt(uri(), all, fixAll), [], "agent: false is somebody's wish");
  });

  it('fix all when the file is saved, where the person has asked for it', async () => {
    const document = await opened();
    const settings = vscode.workspace.getConfiguration('editor', document);
    const onSave = { 'source.fixAll.socketDoctor': 'explicit' };
    await settings.update('codeActionsOnSave', onSave, vscode.ConfigurationTarget.Workspace);
    try {
      await writeText(document, `${twice}\n`);
      await vscode.commands.executeCommand('workbench.action.files.save');
      assert.equal(document.getText().match(/new http\.Agent/g)?.length, 1, document.getText());
      assert.equal(document.isDirty, false);
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  it('disable a rule for a line with a comment', async () => {
    const document = await opened();
    const [, second] = await findingsAppear(uri());
    await apply(
      await actionsAt(uri(), second!.range, vscode.CodeActionKind.QuickFix),
      /^Disable js\/agent-per-call for this line$/,
    );
    const comment = document.lineAt(second!.range.start.line).text;
    assert.equal(comment, '  // socket-doctor-disable-next-line js/agent-per-call');
    await until('one finding', () => (findingsIn(uri()).length === 1 ? true : undefined), 30_000);
  });

  it('obey the levels that are set for rules, and complain once of a rule that is none', async () => {
    await opened();
    const before = (await ourLogLines()).length;
    const settings = vscode.workspace.getConfiguration('socketDoctor');
    const levelled = async (rules: unknown, expected: readonly vscode.DiagnosticSeverity[]) => {
      await settings.update('rules', rules, vscode.ConfigurationTarget.Workspace);
      const severities = () => findingsIn(uri()).map(({ severity }) => severity);
      await until(
        JSON.stringify(rules),
        () => (severities().join() === expected.join() ? true : undefined),
        30_000,
      );
    };
    const { Warning, Hint } = vscode.DiagnosticSeverity;
    try {
      await levelled({ 'js/agent-per-call': 'hint', 'js/no-such': 'off' }, [Hint, Hint]);
      await levelled({ 'js/agent-per-call': 'off', 'js/no-such': 'off' }, []);
      await levelled({ 'js/agent-per-call': 'loud', 'js/no-such': 'off' }, [Warning, Warning]);
    } finally {
      await settings.update('rules', undefined, vscode.ConfigurationTarget.Workspace);
    }
    const complaints = (await ourLogLines()).slice(before);
    for (const word of ['js/no-such', 'loud']) {
      assert.equal(
        complaints.filter((line) => line.includes(word)).length,
        1,
        complaints.join('\n'),
      );
    }
  });
});

describe('looking through the workspace', () => {
  before(async () => {
    await activateDoctor();
    await closeEditors();
    await write({
      'scan/a.js': twice,
      'scan/b.ts': `import http from 'node:http';\n${perCall('third')}`,
      'scan/quiet.ts': 'export const answer = 42;\n',
      'scan/.gitignore': 'made/\n*.gen.js\n!kept.gen.js\n',
      'scan/made/a.js': twice,
      'scan/c.gen.js': twice,
      'scan/kept.gen.js': twice,
      'scan/hidden/a.js': twice,
      'scan/unsearched/a.js': twice,
      'scan/node_modules/x/a.js': twice,
    });
    await setExcludes({ '**/scan/hidden': true }, { 'scan/{unsearched,other}': true });
  });
  after(async () => {
    await setExcludes(undefined, undefined);
    await closeEditors();
    await rm(at('scan').fsPath, { recursive: true });
  });

  const setExcludes = async (files: unknown, search: unknown): Promise<void> => {
    const target = vscode.ConfigurationTarget.Workspace;
    await vscode.workspace.getConfiguration('files').update('exclude', files, target);
    await vscode.workspace.getConfiguration('search').update('exclude', search, target);
  };
  const found = () =>
    vscode.languages
      .getDiagnostics()
      .filter(([uri]) => uri.path.includes('/scan/'))
      .flatMap(([uri, all]) => all.map(() => uri.path.slice(uri.path.indexOf('/scan/') + 6)))
      .sort();

  it('finds what is in files that nobody opened, without what is excluded or ignored', async () => {
    const before = (await ourLogLines()).length;
    const result = await vscode.commands.executeCommand<{ filesRead: number; findings: number }>(
      'socketDoctor.findConnectionsPerCall',
    );
    assert.deepEqual(found(), ['a.js', 'a.js', 'b.ts', 'kept.gen.js', 'kept.gen.js']);
    assert.ok(result.filesRead >= 4, JSON.stringify(result));
    assert.ok(result.findings >= 5, JSON.stringify(result));
    const lines = (await ourLogLines()).slice(before);
    assert.ok(!lines.some((line) => line.includes('without a thread')), lines.join('\n'));
  });

  it('shows what would be fixed, and changes only what is ticked', async function () {
    needsPage(this);
    const uri = at('scan/a.js');
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await writeText(document, `// not saved\n${twice}`);
    const run = vscode.commands.executeCommand('socketDoctor.fixAllInWorkspace');
    const preview = '[id="workbench.panel.refactorPreview"], .bulk-edit-panel';
    await page.click(`${preview} >> text=a.js`, { timeoutMs: 30_000 });
    assert.equal(document.getText(), `// not saved\n${twice}`, 'nothing happens unasked');
    await page.screenshot('fix-all-preview');
    await page.click('.bulk-edit-panel .monaco-list-row:has-text("a.js") .edit-checkbox');
    await vscode.commands.executeCommand('refactorPreview.apply');
    await run;
    assert.match(document.getText(), /^\/\/ not saved\n/);
    assert.equal(document.getText().match(/new http\.Agent/g)?.length, 1);
    const other = await vscode.workspace.openTextDocument(at('scan/b.ts'));
    assert.match(other.getText(), /agent: new http\.Agent/, 'what was not ticked stays');
  });
});
