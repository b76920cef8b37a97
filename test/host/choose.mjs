// Which editor to use. SOCKET_DOCTOR_VSCODE says it:
//
//   npm                      VS Code from npm in a headless browser (test/host/editor.mjs)
//   download, download:1.99  a desktop build that @vscode/test-electron downloads
//   /path/to/code            a desktop build that is installed
//
// Without it: npm on Linux; a download on GitHub's runners, on macOS and on Windows.
// SOCKET_DOCTOR_VSCODE_VERSION=minimum|stable|1.99.0 chooses the version of npm and download.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';
import { findBrowser } from './browser.mjs';
import { editions } from './editions.mjs';
import { installEditor } from './install.mjs';
import { cacheFolder, root } from './paths.mjs';

/** The oldest VS Code that package.json admits. */
function minimumVersion() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return engines.vscode.replace('^', '');
}

function wanted() {
  const version = process.env.SOCKET_DOCTOR_VSCODE_VERSION || 'stable';
  const choice = process.env.SOCKET_DOCTOR_VSCODE;
  if (choice) return { choice, version };
  const desktop = process.env.GITHUB_ACTIONS === 'true' || process.platform !== 'linux';
  return { choice: desktop ? 'download' : 'npm', version };
}

/**
 * Makes the editor ready, which may take a download.
 * @returns {Promise<{ executable: string, name: string }>} the program to start, and what to call it
 */
export async function chooseEditor() {
  const { choice, version } = wanted();
  if (choice === 'npm') return npmEditor(version);
  if (!/^download(:|$)/.test(choice)) return { executable: choice, name: choice };
  const asked = choice.split(':')[1] ?? version;
  const number = asked === 'minimum' ? minimumVersion() : asked;
  const executable = await downloadAndUnzipVSCode({
    version: number,
    cachePath: join(cacheFolder(), 'desktop'),
  });
  return { executable, name: `VS Code ${number} (desktop)` };
}

/**
 * The npm editor, installed together with its browser, so that it can start where there is no
 * network.
 * @param {string} version `minimum`, `stable`, or the exact version of one of them
 */
export async function npmEditor(version) {
  const [name, edition] =
    Object.entries(editions).find(([key, { vscode }]) => key === version || vscode === version) ??
    [];
  if (!edition) {
    const known = Object.values(editions).map(({ vscode }) => vscode);
    throw new Error(`npm has VS Code ${known.join(' and ')} for us, not ${version}.`);
  }
  await installEditor(edition);
  await findBrowser();
  process.env.SOCKET_DOCTOR_VSCODE_VERSION = name; // read by editor.mjs
  return {
    executable: join(import.meta.dirname, 'editor.mjs'),
    name: `VS Code ${edition.vscode} (from npm)`,
  };
}
