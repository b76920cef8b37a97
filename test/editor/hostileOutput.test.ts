import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { page } from './page';
import { activateDoctor, nextDiagnosis } from './support/doctor';
import { debugScripted, type ScriptedOutput } from './support/scriptedAdapter';

const megabyte = 1_048_576;
const listenError = 'Error: listen EADDRINUSE: address already in use 127.0.0.1:4998';

function* burst(): Iterable<ScriptedOutput> {
  const lines = 'GET /orders/1 200 12.3 ms - EADDR\n'.repeat(2_000);
  for (let bytes = 0; bytes < 50 * megabyte; bytes += lines.length) yield { output: lines };
}

function* endlessLine(): Iterable<ScriptedOutput> {
  const piece = 'x'.repeat(64 * 1_024);
  for (let bytes = 0; bytes < 10 * megabyte; bytes += piece.length) yield { output: piece };
}

describe('bad input from a program', function () {
  this.timeout(120_000);

  before(async () => {
    await activateDoctor();
  });

  it('finds an error after a burst of 50 MB, and the session ends as it should', async () => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === 4998, 60_000);
    await debugScripted('Burst', [...burst(), { output: `${listenError}\n` }]);
    assert.equal((await struck).error?.operation, 'listen');
  });

  it('finds an error after a line of 10 MB without an end', async () => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === 4997, 60_000);
    const next = listenError.replace('4998', '4997');
    await debugScripted('Endless line', [...endlessLine(), { output: `\n${next}\n` }]);
    assert.ok((await struck).error!.line.length <= 2_000);
  });

  it('reads an error through escape sequences that are cut anywhere', async () => {
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === 4996, 20_000);
    const coloured = `\u001b[31m${listenError.replace('4998', '4996')}\u001b[0m\r\n`.replace(
      'EADDRINUSE',
      '\u001b[1mEADDRINUSE\u001b[22m',
    );
    await debugScripted(
      'Cut sequences',
      coloured.split('').map((output) => ({ output })),
    );
    assert.equal((await struck).error?.line, listenError.replace('4998', '4996'));
  });

  it('shows hostile text as text', async function () {
    const hostile = `<img src=x onerror="document.title='owned'">\u001b]0;owned\u0007 ${listenError.replace('4998', '4995')}`;
    const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === 4995, 20_000);
    await debugScripted('Hostile', [{ output: `${hostile}\n` }]);
    const { error } = await struck;
    assert.ok(!error!.line.includes('\u001b'), error!.line);
    if (!page.available) {
      console.log('    skipped: a desktop build has no page that can be read');
      this.skip();
    }
    await vscode.commands.executeCommand('socketDoctor.analyze');
    await page.panelWaitFor('text=<img src=x', { timeoutMs: 20_000 });
    assert.equal(await page.panelEvaluate('document.querySelectorAll("img").length'), 0);
    assert.notEqual(await page.panelEvaluate('document.title'), 'owned');
  });
});
