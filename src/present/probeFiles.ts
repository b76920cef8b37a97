/**
 * Puts the probe's files where they outlive an update of the extension: a terminal that was opened
 * with them goes on naming them, and a program whose preload script has gone does not start at all.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Reading } from '../measure/measurement';
import type { ProbeFiles } from '../measure/probe/launchPlan';
import { unavailableFrom, value } from '../measure/reading';

const installed = new Map<string, Promise<Reading<ProbeFiles>>>();

/** The files, written once for each version of their content. Never rejects. */
export function installProbe({
  extensionUri,
  globalStorageUri,
}: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>): Promise<
  Reading<ProbeFiles>
> {
  const from = join(extensionUri.fsPath, 'dist', 'probe');
  const into = globalStorageUri.fsPath;
  const known = installed.get(into);
  if (known !== undefined) return known;
  const installing = copyProbe(from, into).catch((error: unknown) => {
    installed.delete(into); // the next launch tries again
    return unavailableFrom(error, into);
  });
  installed.set(into, installing);
  return installing;
}

async function copyProbe(from: string, into: string): Promise<Reading<ProbeFiles>> {
  const pythonNames = (await readdir(join(from, 'python'))).filter((name) => name.endsWith('.py'));
  const names = ['node.cjs', ...pythonNames.map((name) => join('python', name))].sort();
  const contents = await Promise.all(names.map((name) => readFile(join(from, name))));
  const hash = createHash('sha256');
  for (const content of contents) hash.update(content);
  const folder = join(into, `probe-${hash.digest('hex').slice(0, 16)}`);
  await mkdir(join(folder, 'python'), { recursive: true });
  await Promise.all(
    names.map(async (name, index) => {
      const path = join(folder, name);
      const content = contents[index] ?? Buffer.alloc(0);
      // A program may be reading it just now: what is right is left alone.
      const there = await readFile(path).catch(() => undefined);
      if (there?.equals(content) !== true) await writeFile(path, content, { mode: 0o644 });
    }),
  );
  return value(
    { nodeScript: join(folder, 'node.cjs'), pythonFolder: join(folder, 'python') },
    { how: 'file', where: folder, atMs: Date.now() },
  );
}
