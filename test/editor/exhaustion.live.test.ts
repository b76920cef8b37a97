import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { page } from './page';
import {
  activateDoctor,
  isDebugging,
  nextDiagnosis,
  sessionsEnd,
  stopDebugging,
  until,
} from './support/doctor';
import { picturesWanted, takePictures } from './support/pictures';
import { debugProgram, Witness } from './support/witness';

const exhaustedPort = 5000;
/** The second run goes elsewhere: the ports to the first destination wait for a minute. */
const freshPort = 5010;

describe('red, fix, green: a client that opens a connection per call', function () {
  this.timeout(120_000);
  const folder = vscode.workspace.workspaceFolders![0]!;
  const program = vscode.Uri.joinPath(folder.uri, 'client.js');
  const witness = new Witness();
  const second = new Witness();

  before(async () => {
    await witness.listen(exhaustedPort);
    await second.listen(freshPort);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(program, { viewColumn: vscode.ViewColumn.One });
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed' && page.available) {
      console.log(`    what could be seen: ${await page.screenshot('failed-exhaustion')}`);
    }
  });
  after(async () => {
    await stopDebugging();
    witness.close();
    second.close();
  });

  it('is forecast, diagnosed, fixed and cured', async () => {
    const doctor = await activateDoctor();
    const struck = nextDiagnosis(({ error }) => error?.operation === 'connect', 60_000);
    await debugProgram(program);

    // Beforehand: the forecast of a program that still runs.
    const forecast = await until(
      'a forecast with a quarter of the ports in use',
      async () => {
        const { verdict } = await doctor.analyze();
        const found = verdict.forecast;
        return found?.destination.port === exhaustedPort && found.occupiedPorts > found.capacity / 4
          ? found
          : undefined;
      },
      30_000,
    );
    const connectionsAtForecast = witness.connectedAtMs.length;
    const rateBefore = witness.connectionsPerSecond();
    const { error, errorAtMs, verdict, measurement } = await struck;
    const predictedMs = forecast.timeToExhaustionMs;
    const observedMs = errorAtMs! - forecast.atMs;
    console.log(
      `time to exhaustion: predicted ${predictedMs.toFixed(0)} ms, observed ${observedMs.toFixed(0)} ms`,
    );
    // A forecast is made for a rate: where a busy machine slowed the program after it, its time is
    // scaled by how much slower the program went. Both rates are the server's, never the forecast's,
    // so a forecast that had the rate wrong still fails.
    const stillToCome = witness.connectedAtMs.length - connectionsAtForecast;
    const rateAfterwards = (stillToCome * 1_000) / observedMs;
    const rateHeld = Math.abs(rateAfterwards / rateBefore - 1) < 0.05;
    const predicted = rateHeld ? predictedMs : (predictedMs * rateBefore) / rateAfterwards;
    if (!rateHeld) {
      console.log(
        `the rate did not hold: ${rateBefore.toFixed(1)}, then ${rateAfterwards.toFixed(1)} a second`,
      );
    }
    assert.ok(Math.abs(predicted - observedMs) <= 0.1 * observedMs, `${predicted} ${observedMs}`);

    // The verdict.
    assert.match(error!.line, /connect EADDRNOTAVAIL 127\.0\.0\.1:5000/);
    assert.equal(verdict.illness, 'ephemeral-exhaustion');
    assert.equal(verdict.confidence, 'certain');
    assert.deepEqual(verdict.forecast!.destination, { address: '127.0.0.1', port: exhaustedPort });
    assert.equal(measurement.ephemeralRange.kind, 'value');
    const truth = witness.connectionsPerSecond();
    const shown = verdict.forecast!.connectionsPerSecond;
    console.log(`connections a second: shown ${shown.toFixed(2)}, true ${truth.toFixed(2)}`);
    assert.ok(Math.abs(shown - truth) <= 0.1 * truth, `${shown} ${truth}`);

    // The panel, which opened by itself, beside the editor.
    if (page.available) {
      await page.panelWaitFor('h1:visible', { timeoutMs: 20_000 });
      const text = await page.panelText();
      assert.ok(text.includes(verdict.headline), text);
      assert.ok(text.includes(verdict.proof), text);
    }

    // The cure, by the editor's own quick fix.
    const diagnostics = await until(
      'the finding in client.js',
      () => {
        const found = vscode.languages
          .getDiagnostics(program)
          .filter(({ source }) => source === 'Socket Doctor')
          // What was measured stands at the call; the finding is where the agent is made.
          .filter(({ code }) => typeof code !== 'object' || code.value !== 'measured-churn');
        return found.length > 0 ? found : undefined;
      },
      20_000,
    );
    if (page.available) {
      await page.panelWaitFor('text=client.js:', { timeoutMs: 20_000 });
      if (picturesWanted) await takePictures('panel-exhaustion');
    }
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      program,
      diagnostics[0]!.range,
      vscode.CodeActionKind.QuickFix.value,
    );
    const preferred = actions.find(({ isPreferred, edit }) => isPreferred === true && edit);
    assert.ok(preferred, actions.map(({ title }) => title).join('; '));
    await sessionsEnd(); // The program died of its error.
    assert.equal(await vscode.workspace.applyEdit(preferred.edit!), true);
    assert.equal(await vscode.workspace.saveAll(), true);
    const fixed = await readFile(program.fsPath, 'utf8');
    await writeFile(program.fsPath, fixed.replace(`${exhaustedPort}`, `${freshPort}`));

    // Green: for longer than it took to fail before, over a handful of connections.
    const failuresAgain: string[] = [];
    const listener = doctor.onDidDiagnose((diagnosis) => {
      failuresAgain.push(diagnosis.verdict.headline);
    });
    const untilFailureMs = witness.connectedAtMs.at(-1)! - witness.connectedAtMs[0]!;
    await debugProgram(program);
    await until('the fixed program to call', () => second.connectedAtMs[1], 20_000);
    await new Promise((resolve) => setTimeout(resolve, untilFailureMs * 1.3));
    listener.dispose();
    assert.ok(isDebugging(), 'the fixed program still runs');
    assert.deepEqual(failuresAgain, []);
    console.log(
      `connections: ${witness.connectedAtMs.length} before the fix, ${second.connectedAtMs.length} after it`,
    );
    const { sustainablePerSecond } = verdict.forecast!;
    assert.ok(
      second.connectionsPerSecond(performance.now()) < sustainablePerSecond.min / 2,
      `${second.connectionsPerSecond(performance.now())} a second`,
    );
  });
});
