// Gets the editor and the browser from npm into the cache. A folder in the cache is complete by
// construction: it is filled under a temporary name and renamed at the end, so an interrupted
// install leaves nothing that looks finished, and two runs at once cannot spoil each other's work.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumPackage, fontsPackage, recipe } from './editions.mjs';
import { cacheFolder } from './paths.mjs';

/**
 * Runs a program to its end, its output shown only if it fails.
 * @returns {Promise<void>} rejects with the tail of the output on a non-zero exit code
 */
function run(file, args, cwd, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${file} ${args.join(' ')} ended with ${code ?? signal}\n${output}`));
    });
  });
}

/**
 * `npm install` without lifecycle scripts: nothing is compiled, no package runs code of its own.
 * @param {string} cwd the folder whose package.json is installed
 * @param {string[]} specs packages with exact versions, or none to install what package.json names
 */
function npmInstall(cwd, specs = []) {
  const args = [
    'install',
    '--ignore-scripts',
    '--omit=dev',
    '--legacy-peer-deps', // code-server's lock files are resolved; peers are not ours to judge
    '--engine-strict=false', // npm's own Node is not the one that will run the editor
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...specs,
  ];
  // npm tells its scripts which npm it is; without that (node test/run.mjs) the one on PATH serves.
  const npm = process.env.npm_execpath;
  return npm?.endsWith('.js') ? run(process.execPath, [npm, ...args], cwd) : run('npm', args, cwd);
}

/**
 * Returns a folder of the cache, filling it first if it is not there.
 * @param {string} name the folder's name: what is in it, with the version
 * @param {(folder: string) => Promise<void>} fill writes everything below the given folder
 */
async function cached(name, fill) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const unfinished = await mkdtemp(join(cacheFolder(), 'unfinished-'));
  try {
    console.log(`Getting ${name} from npm into ${cacheFolder()} …`);
    await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
    await fill(unfinished);
    await rename(unfinished, folder);
  } catch (error) {
    // Another run was faster: its folder is as good as ours.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return folder;
}

/**
 * A Node runtime; npm has those of Linux, macOS and Windows as packages.
 * @param {string} version the exact one
 * @returns {Promise<string>} the executable's absolute path
 */
export async function installNode(version) {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const folder = await cached(`${name}-${version}`, (fresh) =>
    npmInstall(fresh, [`${name}@${version}`]),
  );
  return join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
}

/**
 * The VS Code server of an edition, and the Node to run it on.
 * @param {import('./editions.mjs').Edition} edition
 * @returns {Promise<{ node: string, serverMain: string }>} absolute paths
 */
export async function installEditor(edition) {
  const node = await installNode(edition.node);
  const editor = await cached(`code-server-${edition.codeServer}-${recipe}`, async (folder) => {
    await npmInstall(folder, [`code-server@${edition.codeServer}`]);
    // The packages inside it that its own postinstall would fetch; their versions are in its locks.
    const vscode = join(folder, 'node_modules/code-server/lib/vscode');
    await npmInstall(vscode);
    await npmInstall(join(vscode, 'extensions'));
    if (edition.pty) await replacePty(folder, vscode, edition.pty);
    await replaceCompiled(vscode);
  });
  return {
    node,
    serverMain: join(editor, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/** Puts a node-pty with prebuilt binaries where the editor's own would need a compiler. */
async function replacePty(folder, vscode, version) {
  await mkdir(join(folder, 'pty'));
  await writeFile(join(folder, 'pty/package.json'), '{ "private": true }\n');
  await npmInstall(join(folder, 'pty'), [`node-pty@${version}`]);
  const target = join(vscode, 'node_modules/node-pty');
  await rm(target, { recursive: true });
  await cp(join(folder, 'pty/node_modules/node-pty'), target, { recursive: true });
}

/** Puts our stand-ins in the places of the two modules that come only as C++ source. */
async function replaceCompiled(vscode) {
  const standIns = join(import.meta.dirname, 'standIns');
  const places = {
    '@vscode/spdlog': 'spdlog.cjs',
    'native-watchdog': 'watchdog.cjs', // its name in VS Code 1.82
    '@vscode/native-watchdog': 'watchdog.cjs',
  };
  for (const [name, standIn] of Object.entries(places)) {
    const folder = join(vscode, 'node_modules', name);
    if (existsSync(folder)) await copyFile(join(standIns, standIn), join(folder, 'index.js'));
  }
}

/** A fontconfig file for one folder of DejaVu fonts, sans serif unless something else is asked. */
function fontconfig(folder) {
  const alias = (family, font) =>
    `<alias><family>${family}</family><prefer><family>${font}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<fontconfig>
  <dir>${folder}</dir>
  <cachedir>/tmp</cachedir>
  ${alias('system-ui', 'DejaVu Sans')}
  ${alias('sans-serif', 'DejaVu Sans')}
  ${alias('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`;
}

/**
 * The headless Chromium of the npm package, unpacked.
 * @returns {Promise<{ executable: string, libraries: string, fontconfig: string }>} `libraries`
 *   holds nss, nspr and expat for machines without them, `fontconfig` is a configuration file that
 *   names DejaVu Sans and DejaVu Sans Mono for machines without fonts
 */
export async function installChromium() {
  const name = `${chromiumPackage.replace('/', '-').replace('@', '')}-${recipe}`;
  const folder = await cached(name, async (fresh) => {
    await npmInstall(fresh, [chromiumPackage, fontsPackage]);
    // The package unpacks into the temporary folder of its process, so it is given one.
    const unpack = `
      import { inflate } from '@sparticuz/chromium';
      for (const name of ['chromium.br', 'al2023.tar.br'])
        await inflate('node_modules/@sparticuz/chromium/bin/' + name);`;
    const env = { ...process.env, TMPDIR: fresh };
    await run(process.execPath, ['--input-type=module', '--eval', unpack], fresh, env);
    await rm(join(fresh, 'node_modules/@sparticuz'), { recursive: true });
    const fonts = join(cacheFolder(), name, 'node_modules/dejavu-fonts-ttf/ttf');
    await writeFile(join(fresh, 'fonts.conf'), fontconfig(fonts));
  });
  return {
    executable: join(folder, 'chromium'),
    libraries: join(folder, 'al2023/lib'),
    fontconfig: join(folder, 'fonts.conf'),
  };
}
