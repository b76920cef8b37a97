/** What suites of the panel begin with: a client of the sample that has run out of ports. */
import * as vscode from 'vscode';
import type { Diagnosis } from '../../../src/consultation';
import { page } from '../page';
import { activateDoctor, nextDiagnosis, sessionsEnd, stopDebugging } from './doctor';
import { closeEditors } from './panel';
import { debugProgram, type Witness, writeClient } from './witness';

/** Debugs a client of that name until its ports have run out, and waits for the panel to show its code. */
export async function exhaust(
  witness: Witness,
  name: string,
  port: number,
): Promise<{ readonly document: vscode.TextDocument; readonly diagnosis: Diagnosis }> {
  await activateDoctor();
  await closeEditors();
  await witness.listen(port);
  const document = await vscode.workspace.openTextDocument(await writeClient(name, port));
  await vscode.window.showTextDocument(document);
  const struck = nextDiagnosis(({ error }) => error?.endpoint?.port === port, 60_000);
  await debugProgram(document.uri);
  const diagnosis = await struck;
  await sessionsEnd();
  await page.panelWaitFor(`.acts >> text=${name}:`, { timeoutMs: 20_000 });
  return { document, diagnosis };
}

/** Takes back what such a suite leaves. */
export async function endExhaustion(witness: Witness): Promise<void> {
  if (!page.available) return;
  await vscode.workspace.getConfiguration('socketDoctor').update('sampleIntervalMs', undefined);
  await stopDebugging();
  witness.close();
  await closeEditors();
}
