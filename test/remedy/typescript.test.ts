import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import type { Analyzer } from '../../src/remedy/analyzer';
import { createAnalyzer, fixAll } from '../../src/remedy/analyzer';
import { patient, readFixtures } from './fixtures';

const repository = join(__dirname, '../..');

/** What the fixtures import and is not installed under this name, or without types. */
const declarations = `
declare module 'node-fetch' {
  import type { Agent } from 'http';
  export default function fetch(url: string, options: { agent: Agent }): Promise<Response>;
}
declare module 'express';
`;

describe('fixed TypeScript', function () {
  this.timeout(60_000);
  let analyzer: Analyzer;
  let dir: string;
  before(() => {
    analyzer = createAnalyzer(patient);
    dir = mkdtempSync(join(tmpdir(), 'remedy-'));
    writeFileSync(join(dir, 'modules.d.ts'), declarations);
    symlinkSync(join(repository, 'node_modules'), join(dir, 'node_modules'), 'junction');
  });
  after(() => {
    analyzer.dispose();
    rmSync(dir, { recursive: true });
  });

  const complaints = (files: Record<string, string>): string[] => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
    const roots = [...Object.keys(files), 'modules.d.ts'].map((name) => join(dir, name));
    const program = ts.createProgram(roots, {
      strict: true,
      noEmit: true,
      noUnusedLocals: true,
      esModuleInterop: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      jsx: ts.JsxEmit.Preserve,
      typeRoots: [join(repository, 'node_modules/@types')],
      types: ['node'],
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file, messageText }) =>
          `${basename(file?.fileName ?? '')}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      );
  };

  const fixtures = readFixtures('javascript/wrong').filter(({ name }) => /\.m?tsx?$/.test(name));

  it('is tried on several styles', () => {
    assert.ok(fixtures.length >= 4);
  });

  it('type-checks before any fix, and would not with a mistake', () => {
    const originals = Object.fromEntries(fixtures.map(({ name, text }) => [name, text]));
    assert.deepEqual(complaints(originals), []);
    const mistaken = {
      'mistake.ts': "import http from 'http';\nexport const a: number = new http.Agent();\n",
    };
    assert.equal(complaints(mistaken).length, 1);
  });

  for (const kind of ['reuse', 'rotation'] as const) {
    for (const context of [{}, { nodeMajor: 22 }]) {
      it(`type-checks after every fix (${kind}, ${JSON.stringify(context)})`, async () => {
        const fixed: Record<string, string> = {};
        for (const { name, text, languageId } of fixtures) {
          fixed[name] = await fixAll(analyzer, text, languageId, context, kind);
        }
        assert.deepEqual(complaints(fixed), []);
      });
    }
  }
});
