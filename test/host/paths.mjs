// Where things lie: the repository, the cache, and fresh temporary folders with short names.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '../..');

/** The bundle of the suites that run inside the editor; `node esbuild.mjs --tests` writes it. */
export const editorTestsBundle = join(root, 'out/editor-tests.js');

/** The workspace that tests copy and `npm start` opens. */
export const sampleWorkspace = join(root, 'test/workspaces/sample');

/** Where editors and browsers are kept between runs: `SOCKET_DOCTOR_CACHE`, else `.cache/`. */
export function cacheFolder() {
  return resolve(process.env.SOCKET_DOCTOR_CACHE || join(root, '.cache'));
}

/**
 * Makes a temporary folder of its own, readable by this user only. Its path is short because the
 * editor puts Unix sockets below it, and their paths end at 103 bytes on macOS (108 on Linux).
 * @returns {Promise<string>} its absolute path; the caller removes it
 */
export function temporaryFolder() {
  return mkdtemp(process.platform === 'win32' ? join(tmpdir(), 'sd-') : '/tmp/sd-');
}
