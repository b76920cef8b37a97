/** The extension under test, as another extension would get hold of it. */
import * as vscode from 'vscode';
import type { SocketDoctorApi } from '../../../src/api';
import type { Diagnosis } from '../../../src/consultation';

export async function activateDoctor(): Promise<SocketDoctorApi> {
  const extension = vscode.extensions.getExtension<SocketDoctorApi>('socket-doctor.socket-doctor');
  if (extension === undefined) {
    throw new Error('The extension is not in this editor.');
  }
  return extension.activate();
}

/** The next diagnosis that `wanted` accepts; rejects after `limitMs`, naming what came instead. */
export async function nextDiagnosis(
  wanted: (diagnosis: Diagnosis) => boolean,
  limitMs: number,
): Promise<Diagnosis> {
  const doctor = await activateDoctor();
  const others: string[] = [];
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      listener.dispose();
      reject(new Error(`No such diagnosis within ${limitMs} ms; came: ${others.join('; ')}`));
    }, limitMs);
    const listener = doctor.onDidDiagnose((diagnosis) => {
      if (!wanted(diagnosis)) {
        others.push(diagnosis.verdict.headline);
        return;
      }
      clearTimeout(timer);
      listener.dispose();
      resolve(diagnosis);
    });
  });
}

/** Waits until `condition` gives something other than undefined; rejects after `limitMs`. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | Promise<T | undefined>,
  limitMs: number,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const result = await condition();
    if (result !== undefined) {
      return result;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${limitMs} ms in vain for ${what}.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * The sessions that run. Counted from the events: `activeDebugSession` may go on naming a session
 * that has ended (seen in VS Code 1.139 when parent and child end at once).
 */
const running = new Map<string, string>();
vscode.debug.onDidStartDebugSession(({ id, name }) => running.set(id, name));
vscode.debug.onDidTerminateDebugSession(({ id }) => running.delete(id));

/** Waits until no debug session runs. */
export async function sessionsEnd(): Promise<void> {
  await until('the debug sessions to end', () => (running.size === 0 ? true : undefined), 30_000);
}

/** Whether a debug session runs. */
export function isDebugging(): boolean {
  return running.size > 0;
}

/** Ends every debug session and waits for it. */
export async function stopDebugging(): Promise<void> {
  await vscode.debug.stopDebugging();
  await sessionsEnd();
}
