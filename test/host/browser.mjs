// A headless Chromium: one that is installed, else the one from npm.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { installChromium } from './install.mjs';

/** Names the browser to use; `npm` takes the one from npm though another is installed. */
const named = process.env.SOCKET_DOCTOR_CHROME;

/** Where Chrome and Chromium are installed. */
const installed = [
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const flags = [
  '--no-sandbox', // it shows only our own page, and a container has no user namespace to spare
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Whether the program runs at all; a missing shared library shows here. */
function runs(executable, env) {
  try {
    execFileSync(executable, ['--version'], { env, stdio: 'ignore', timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}

/** A snap cannot read the temporary folders and pipes it would be given. */
const isSnap = (path) => realpathSync(path).includes('snap');

/** @returns {Promise<{ executablePath: string, env: NodeJS.ProcessEnv }>} */
export async function findBrowser() {
  const candidates = named ? [named].filter((name) => name !== 'npm') : installed;
  const found = candidates.find(
    (path) => existsSync(path) && !isSnap(path) && runs(path, process.env),
  );
  if (found) return { executablePath: found, env: process.env };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'Install Chrome, or name one in SOCKET_DOCTOR_CHROME: npm has it for Linux x64.',
    );
  }
  const { executable, libraries, fontconfig } = await installChromium();
  const env = hasFonts() ? process.env : { ...process.env, FONTCONFIG_FILE: fontconfig };
  if (runs(executable, env)) return { executablePath: executable, env };
  const path = [libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { executablePath: executable, env: { ...env, LD_LIBRARY_PATH: path } };
}

function hasFonts() {
  try {
    return existsSync('/etc/fonts/fonts.conf') && readdirSync('/usr/share/fonts').length > 0;
  } catch {
    return false;
  }
}

/**
 * Starts the browser. It ends with this process: it is driven through a pipe.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function startBrowser() {
  const { executablePath, env } = await findBrowser();
  // Signals are the launcher's business: it has a server to stop as well.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, env, args: flags, ...signals });
}
