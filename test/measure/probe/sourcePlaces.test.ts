import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type BuildOptions } from 'esbuild';
import ts from 'typescript';
import { SourcePlaces } from '../../../src/measure/probe/sourcePlaces';

/** The call stands in line 5, column 3 of the source, wherever a compiler puts it. */
const source = `interface Answer {
  readonly ok: boolean;
}
export function call(): Answer {
  throwHere('CALL');
  return { ok: true };
}
declare function throwHere(text: string): void;
call();
`;

describe('SourcePlaces', () => {
  let folder: string;
  let client: string;
  const places = new SourcePlaces();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'socket-doctor-places-'));
    await mkdir(join(folder, 'src'));
    client = join(folder, 'src/client.ts');
    await writeFile(client, source);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const bundles: Readonly<Record<string, BuildOptions>> = {
    'a map beside the code': { sourcemap: 'linked' },
    'a map inside the code': { sourcemap: 'inline' },
    'minified code': { sourcemap: 'linked', minify: true },
  };
  for (const [name, options] of Object.entries(bundles)) {
    it(`finds the line behind ${name}`, async () => {
      const outfile = join(folder, 'dist/client.js');
      await build({ entryPoints: [client], outfile, bundle: true, ...options });
      const expected = { file: client, line: 5, column: 3 };
      assert.deepEqual(await places.placeOf(await callIn(outfile)), expected);
      const frame = { ...(await callIn(outfile)), file: pathToFileURL(outfile).href };
      assert.deepEqual(await places.placeOf(frame), expected);
    });
  }

  it("finds the line behind TypeScript's own output", async () => {
    const outfile = join(folder, 'client.js');
    const { outputText, sourceMapText } = ts.transpileModule(source, {
      compilerOptions: { sourceMap: true, module: ts.ModuleKind.CommonJS },
      fileName: 'src/client.ts',
    });
    const map = JSON.parse(sourceMapText!) as { sources: string[] };
    map.sources = ['src/client.ts'];
    await writeFile(outfile, outputText);
    await writeFile(`${outfile}.map`, JSON.stringify(map));
    assert.deepEqual(await places.placeOf(await callIn(outfile)), {
      file: client,
      line: 5,
      column: 3,
    });
  });

  it("finds webpack's sources in the folders above the bundle, and nowhere else", async () => {
    const outfile = join(folder, 'dist/client.js');
    await build({ entryPoints: [client], outfile, bundle: true, sourcemap: 'linked' });
    const rename = async (name: string) => {
      const map = JSON.parse(await readFile(`${outfile}.map`, 'utf8')) as { sources: string[] };
      map.sources = [name];
      await writeFile(`${outfile}.map`, JSON.stringify(map));
      return new SourcePlaces().placeOf(await callIn(outfile));
    };
    assert.equal((await rename('webpack://shop/./src/client.ts'))?.file, client);
    assert.equal((await rename('webpack:///src/client.ts'))?.file, client);
    assert.equal((await rename('webpack://shop/../../../etc/passwd'))?.file, outfile);
  });

  it('reads the map anew once the code was compiled again', async () => {
    const outfile = join(folder, 'client.js');
    await build({ entryPoints: [client], outfile, bundle: true, sourcemap: 'linked' });
    await places.placeOf(await callIn(outfile));
    await writeFile(client, `// One line more.\n${source}`);
    await build({ entryPoints: [client], outfile, bundle: true, sourcemap: 'linked' });
    await utimes(outfile, new Date(), new Date(Date.now() + 5_000));
    assert.equal((await places.placeOf(await callIn(outfile)))?.line, 6);
  });

  it('stays where it was without a map, with a broken one, or with one from elsewhere', async () => {
    const outfile = join(folder, 'plain.js');
    for (const comment of [
      '',
      'plain.js.map',
      'data:application/json;base64,bm9uZQ==',
      'http://host.test/m',
    ]) {
      await writeFile(outfile, `call();\n//# sourceMappingURL=${comment}\n`);
      const frame = { file: outfile, line: 1, column: 1 };
      assert.deepEqual(await new SourcePlaces().placeOf(frame), frame);
    }
  });

  it('takes what the runtime itself mapped', async () => {
    const frame = { file: '/app/client.ts', line: 1, source: { file: client, line: 5, column: 3 } };
    assert.deepEqual(await places.placeOf(frame), frame.source);
  });

  it('knows no place for code that is in no file, or on another machine', async () => {
    for (const file of [
      '<string>',
      'evalmachine.<anonymous>',
      'file://host/share/a.js',
      '\\\\host\\a.js',
      '//host/a.js',
    ]) {
      assert.equal(await places.placeOf({ file, line: 1 }), undefined, file);
    }
  });
});

async function callIn(file: string): Promise<{ file: string; line: number; column: number }> {
  const before = (await readFile(file, 'utf8')).split(/throwHere\(["']CALL/)[0] ?? '';
  const rows = before.split('\n');
  return { file, line: rows.length, column: (rows.at(-1)?.length ?? 0) + 1 };
}
