// Runs the editor tests once: `node test/host/runEditorTests.mjs EXECUTABLE SUITES REPORT`.
// SUITES is `plain` (test/editor/*.test.ts) or `live` (test/editor/*.live.test.ts, which want a
// network namespace of their own), REPORT the file that gets the result as JSON.
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { editorTestsBundle, root, sampleWorkspace, temporaryFolder } from './paths.mjs';
import { calmSettings } from './settings.mjs';

const [executable, suites, report] = process.argv.slice(2);
const folder = await temporaryFolder();
try {
  const workspace = join(folder, 'sample');
  await cp(sampleWorkspace, workspace, { recursive: true }); // tests edit it
  await mkdir(join(folder, 'data/User'), { recursive: true });
  await writeFile(join(folder, 'data/User/settings.json'), JSON.stringify(calmSettings));
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: editorTestsBundle,
    launchArgs: [
      workspace,
      `--user-data-dir=${join(folder, 'data')}`,
      `--extensions-dir=${join(folder, 'extensions')}`,
    ],
    extensionTestsEnv: { SOCKET_DOCTOR_SUITES: suites, SOCKET_DOCTOR_REPORT: report },
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
