// The editors that can be had from npm, each pinned to the last digit.

/**
 * `vscode` is the VS Code inside that code-server, `node` the runtime it is run on. `pty` replaces
 * a node-pty that would have to be compiled by one that brings prebuilt Node-API binaries.
 * @typedef {{ vscode: string, codeServer: string, node: string, pty?: string }} Edition
 */

/** @type {Record<'stable' | 'minimum', Edition>} */
export const editions = {
  stable: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
  // The floor in package.json (`engines.vscode`), on the Node of its Electron 34.
  minimum: { vscode: '1.100.3', codeServer: '4.100.3', node: '20.19.0', pty: '1.2.0-beta.15' },
};

/** The newest of each line of Node that programs under the probe are run on. */
export const runtimes = ['18.20.8', '20.19.0', '22.23.3', '24.21.0', '26.10.0'];

/** A headless Chromium as an npm package (Linux x64), for machines without Chrome or Chromium. */
export const chromiumPackage = '@sparticuz/chromium@153.0.0';

/** Fonts for a browser on a machine that has none: text would be empty boxes. */
export const fontsPackage = 'dejavu-fonts-ttf@2.37.3';

/** Part of the name in the cache: raise it when install.mjs makes something else of a package. */
export const recipe = 1;
