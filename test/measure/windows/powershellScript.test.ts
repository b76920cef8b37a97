import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { Language, Parser } from '@vscode/tree-sitter-wasm';
import { POWERSHELL_SCRIPT, powershellLaunch } from '../../../src/measure/windows/powershellScript';

describe('windows/powershellScript', () => {
  it('survives the command line: no double quotes, no backslash at the end, and short', () => {
    assert.ok(!POWERSHELL_SCRIPT.includes('"'));
    assert.ok(!POWERSHELL_SCRIPT.trimEnd().endsWith('\\'));
    // CreateProcess takes 32,767 characters for the whole command line.
    assert.ok(POWERSHELL_SCRIPT.length < 8_000);
  });

  it('prints only ASCII of its own', () => {
    // eslint would rather not see control characters; a range of printable ones says the same.
    assert.match(POWERSHELL_SCRIPT, /^[ -~\n]*$/);
  });

  it('is PowerShell', async () => {
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(
      await Language.load(
        createRequire(import.meta.url).resolve(
          '@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm',
        ),
      ),
    );
    assert.equal(parser.parse(POWERSHELL_SCRIPT)?.rootNode.hasError, false);
    assert.equal(parser.parse(POWERSHELL_SCRIPT.replace('}', ''))?.rootNode.hasError, true);
  });

  it('is started by absolute path, without profile and without execution policy', () => {
    const { file, args } = powershellLaunch('C:\\Windows\\System32');
    assert.equal(file, 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    assert.deepEqual(args.slice(0, -1), [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-InputFormat',
      'None',
      '-Command',
    ]);
    assert.equal(args.at(-1), POWERSHELL_SCRIPT);
  });
});
