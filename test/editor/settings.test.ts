import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, nextDiagnosis, until } from './support/doctor';
import { loggedAs, ourLogLines } from './support/log';
import { closeEditors } from './support/panel';
import { debugScripted } from './support/scriptedAdapter';

describe('settings that hold nonsense', () => {
  const settings = () => vscode.workspace.getConfiguration('socketDoctor');
  const nonsense = { sampleIntervalMs: 'fast', openPanel: 7 };

  before(async () => {
    await activateDoctor();
    await closeEditors();
  });
  after(async () => {
    for (const name of Object.keys(nonsense)) await settings().update(name, undefined);
  });

  it('are named once in the log, and the defaults hold', async () => {
    const logBefore = (await ourLogLines()).length;
    for (const [name, value] of Object.entries(nonsense)) await settings().update(name, value);
    for (const [name, value] of Object.entries(nonsense)) assert.equal(settings().get(name), value);

    // The settings are read many times: an error, its notification, and a few looks.
    for (const port of [4_981, 4_982]) {
      const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 30_000);
      const output = `Error: listen EADDRINUSE: address already in use 127.0.0.1:${port}\n`;
      await debugScripted(`Port ${port}`, [{ output }]);
      assert.equal((await struck).error?.operation, 'listen');
    }
    if (page.available) assert.equal(await page.panelIsShown(), false, 'openPanel: exhaustion');
    const complaints = async () => {
      const lines = await loggedAs('warn', logBefore);
      return lines.length >= 2 ? lines : undefined;
    };
    const lines = await until('both complaints', complaints, 20_000);
    assert.equal(lines.length, 2, lines.join('\n'));
    for (const [name, value] of Object.entries(nonsense)) {
      const line = lines.find((each) => each.includes(`socketDoctor.${name}`));
      assert.match(line!, new RegExp(`is ${JSON.stringify(value)}, .+ default is used`));
    }
    assert.deepEqual(await loggedAs('error', logBefore), []);
  });
});
