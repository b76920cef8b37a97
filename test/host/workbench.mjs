// The address under which the VS Code server shows a folder, with what a desktop build would be
// told on its command line.

/**
 * @param {{ authority: string, folder?: string, file?: string, development?: string,
 *   tests?: string }} options `authority` is the host and port the browser will use, `file` is
 *   opened in the folder; paths are absolute
 * @returns {string}
 */
export function workbenchAddress({ authority, folder, file, development, tests }) {
  const onServer = (path) => `vscode-remote://${authority}${path}`;
  const payload = [['skipWelcome', 'true']];
  if (development) payload.push(['extensionDevelopmentPath', onServer(development)]);
  if (tests) payload.push(['extensionTestsPath', onServer(tests)]);
  if (file) payload.push(['openFile', onServer(file)]);
  const address = new URL(`http://${authority}/`);
  address.searchParams.set('payload', JSON.stringify(payload));
  if (folder) address.searchParams.set('folder', folder);
  return address.href;
}
