// `npm run scan`: compiles src/recognize/textScan.as, and writes what the product loads. With
// `--check`, as a test runs it, nothing is written; it fails where that would change something.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { format, resolveConfig } from 'prettier';

const root = new URL('../../../', import.meta.url);
const source = new URL('src/recognize/textScan.as', root);
const modulePath = fileURLToPath(new URL('src/textScanModule.ts', root));

/** The text of the module, as it should be. */
async function compileTextScan() {
  const text = await readFile(source, 'utf8');
  const written = new Map();
  const { error, stderr } = await asc.main(
    // The compiler knows one extension only.
    [
      'textScan.ts',
      '--outFile',
      'textScan.wasm',
      '-O3',
      '--runtime',
      'stub',
      '--enable',
      'simd',
    ].concat(['--initialMemory', '6', '--maximumMemory', '6']),
    {
      readFile: (name) => (name === 'textScan.ts' ? text : null),
      writeFile: (name, contents) => written.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const base64 = Buffer.from(written.get('textScan.wasm')).toString('base64');
  const module = [
    '/** Made from recognize/textScan.as by `npm run scan`; WebAssembly in base 64. */',
    'export const textScanModule = [',
    ...base64.match(/.{1,88}/g).map((line) => `  '${line}',`),
    "].join('');",
  ].join('\n');
  return format(module, { ...(await resolveConfig(modulePath)), filepath: modulePath });
}

const module = await compileTextScan();
if (!process.argv.includes('--check')) await writeFile(modulePath, module);
else if ((await readFile(modulePath, 'utf8')) !== module) process.exitCode = 1;
