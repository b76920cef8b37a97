/**
 * Runs the program on the next free port: finds one by listening on it, shows where the port is
 * configured, and edits the place that the person chooses, unsaved until they have seen it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Act } from '../../explain/act';
import { nextFreePort } from '../../measure/freePort';
import { findSource } from '../findSource';
import { readBounded } from '../readBounded';
import { placeGlobs, portPlaces, type PlaceFile, type PortPlace } from './portPlaces';
import { canStartAgain, startAgain } from './startAgain';
import { cancelled, done, type ActOutcome, type ActTools, type Situation } from './situation';

const mostFiles = 300;
const longestReadMs = 3_000;
const exclude = '**/{node_modules,.git,dist,out,build,bin,obj,target,.venv,venv,vendor}/**';

type Choice =
  | { readonly kind: 'edit'; readonly place: PortPlace }
  | { readonly kind: 'once' }
  | { readonly kind: 'copy' };

export async function useAnotherPort(
  { port, avoid = [] }: Extract<Act, { kind: 'use-next-free-port' }>,
  situation: Situation,
  tools: ActTools,
): Promise<ActOutcome> {
  const free = await freePortFor({ port, avoid }, tools);
  if (free === undefined) {
    return { kind: 'failed', reason: 'no free port' };
  }
  const places = portPlaces(await filesOf(situation), port);
  const choice = await choose(port, free, places, situation, tools);
  switch (choice?.kind) {
    case undefined:
      return cancelled;
    case 'copy':
      await vscode.env.clipboard.writeText(String(free));
      return done;
    case 'once':
      return (await startAgain(tools.launches, situation.failedLaunchId, {
        env: { PORT: String(free) },
      }))
        ? { kind: 'started-again' }
        : { kind: 'failed', reason: 'not started' };
    case 'edit':
      return edit(choice.place, port, free, situation, tools);
  }
}

/**
 * The next port that is free here and where the program runs; where none of a hundred is, the person is
 * told, and it is undefined.
 */
export async function freePortFor(
  { port, avoid = [] }: Omit<Extract<Act, { kind: 'use-next-free-port' }>, 'kind'>,
  { holdersOf }: Pick<ActTools, 'holdersOf'>,
): Promise<number | undefined> {
  const isTaken = async (candidate: number) => {
    const holders = await holdersOf(candidate);
    return holders.kind === 'value' && holders.value.length > 0;
  };
  const free = await nextFreePort(port, { isTaken, avoid });
  if (free === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('None of the next 100 ports after {0} is free.', String(port)),
    );
  }
  return free;
}

async function choose(
  port: number,
  free: number,
  places: readonly PortPlace[],
  situation: Situation,
  tools: ActTools,
): Promise<Choice | undefined> {
  const items: (vscode.QuickPickItem & { choice?: Choice })[] = places.map((place) => ({
    label: `$(edit) ${vscode.workspace.asRelativePath(place.path)}:${place.lineNumber}`,
    // A file's text may hold what looks like an icon.
    description: place.line.replaceAll('$(', '$\u200B('),
    choice: { kind: 'edit', place },
  }));
  items.push({
    label:
      places.length > 0
        ? ''
        : vscode.l10n.t('No file that is known to hold ports names {0}', String(port)),
    kind: vscode.QuickPickItemKind.Separator,
  });
  const session = situation.failedLaunchId && tools.launches.sessionOf(situation.failedLaunchId);
  if (session && canStartAgain(tools.launches, situation.failedLaunchId)) {
    items.push({
      label: `$(debug-start) ${vscode.l10n.t('Start Once with PORT={0}', String(free))}`,
      description: vscode.l10n.t('edits nothing; for programs that read PORT'),
      choice: { kind: 'once' },
    });
  }
  items.push({
    label: `$(copy) ${vscode.l10n.t('Copy {0}', String(free))}`,
    choice: { kind: 'copy' },
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Port {0} is free. Where shall it stand?', String(free)),
    placeHolder: vscode.l10n.t('Every place that names {0}, the likeliest first', String(port)),
    matchOnDescription: true,
  });
  return picked?.choice;
}

/**
 * Opens the place and writes the other port there, unsaved: so the person sees the change where it is,
 * and says then whether it shall stay.
 */
async function edit(
  place: PortPlace,
  port: number,
  free: number,
  situation: Situation,
  tools: ActTools,
): Promise<ActOutcome> {
  const document = await vscode.workspace.openTextDocument(place.path);
  const changed = await replaceDigits(document, place.offset, port, free);
  if (!changed) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('That place in the code has changed since; nothing was edited.'),
    );
    return cancelled;
  }
  const end = place.offset + String(free).length;
  await vscode.window.showTextDocument(document, {
    selection: new vscode.Range(document.positionAt(place.offset), document.positionAt(end)),
  });
  // Not awaited: a notification may be left alone, and other acts must not wait for it.
  askToKeep(document, place, port, free, situation, tools).catch((error: unknown) => {
    tools.log.error('The new port could not be saved.', String(error));
  });
  return done;
}

async function askToKeep(
  document: vscode.TextDocument,
  place: PortPlace,
  port: number,
  free: number,
  { failedLaunchId }: Situation,
  { launches }: ActTools,
): Promise<void> {
  const save = canStartAgain(launches, failedLaunchId)
    ? vscode.l10n.t('Save and Start Again')
    : vscode.l10n.t('Save');
  const undo = vscode.l10n.t('Undo');
  const chosen = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '{0} says {1} in place of {2} now. It is not saved yet.',
      `${vscode.workspace.asRelativePath(document.uri)}:${place.lineNumber}`,
      String(free),
      String(port),
    ),
    save,
    undo,
  );
  if (chosen === undo) await replaceDigits(document, place.offset, free, port);
  if (chosen === save && (await saved(document))) await startAgain(launches, failedLaunchId);
}

/** The editor reads its own files a moment after they were saved; to start before is to start the old. */
async function saved(document: vscode.TextDocument): Promise<boolean> {
  const section = /[/\\](launch|tasks)\.json$/.exec(document.uri.path)?.[1];
  if (section === undefined) return document.save();
  let listener: vscode.Disposable | undefined;
  const read = new Promise<void>((resolve) => {
    listener = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(section, document.uri)) resolve();
    });
  });
  try {
    const isSaved = await document.save();
    await Promise.race([read, pause(longestReadMs)]);
    return isSaved;
  } finally {
    listener?.dispose();
  }
}

async function replaceDigits(
  document: vscode.TextDocument,
  offset: number,
  from: number,
  to: number,
): Promise<boolean> {
  const change = portEdit(document, offset, from, to);
  return change !== undefined && vscode.workspace.applyEdit(change);
}

/** The edit that writes another port there; undefined where other digits stand there by now. */
export function portEdit(
  document: vscode.TextDocument,
  offset: number,
  from: number,
  to: number,
): vscode.WorkspaceEdit | undefined {
  const range = new vscode.Range(
    document.positionAt(offset),
    document.positionAt(offset + String(from).length),
  );
  if (document.getText(range) !== String(from)) return undefined;
  const change = new vscode.WorkspaceEdit();
  change.replace(document.uri, range, String(to));
  return change;
}

/** The file that the error came from, and those that are known to hold ports. */
async function filesOf({ frame }: Situation): Promise<readonly PlaceFile[]> {
  const source = frame && (await findSource(frame.path));
  const uris = new Map<string, vscode.Uri>();
  for (const glob of placeGlobs) {
    const found = await vscode.workspace.findFiles(glob, exclude, mostFiles);
    for (const uri of found) if (uris.size < mostFiles) uris.set(uri.toString(), uri);
  }
  if (source) uris.set(source.toString(), source);
  const files = await Promise.all([...uris.values()].map(fileOf));
  return files.filter((file) => file !== undefined);
}

/** Its text as it is in the editor, where it is open and perhaps not saved. */
async function fileOf(uri: vscode.Uri): Promise<PlaceFile | undefined> {
  const open = vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
  const text = open ? open.getText() : await readBounded(uri);
  return text === undefined ? undefined : { path: uri.fsPath, text };
}
