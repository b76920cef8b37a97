import assert from 'node:assert/strict';
import fc from 'fast-check';
import { processLabel } from '../../src/explain/processLabel';

function label(name: string, commandLine?: string): string {
  const process = { processId: 7, name, parents: [] };
  return processLabel(commandLine === undefined ? process : { ...process, commandLine });
}

describe('processLabel', () => {
  it('names program and arguments without their folders', () => {
    assert.equal(label('node', '/usr/bin/node server.js'), 'node server.js (pid 7)');
    assert.equal(
      label('node', `/usr/bin/node --inspect /home/ada/${'deep/'.repeat(40)}server.js 3000`),
      'node --inspect server.js 3000 (pid 7)',
    );
    assert.equal(label('sh', '-sh'), '-sh (pid 7)');
    assert.equal(label('npm start', 'npm start'), 'npm start (pid 7)');
  });

  it('knows the path of a Windows program by its quotes, or by its name', () => {
    for (const program of [
      '"C:\\Program Files\\nodejs\\node.exe"',
      'C:\\Program Files\\nodejs\\node.exe',
      'node.exe',
    ]) {
      assert.equal(
        label('node.exe', `${program} "C:\\My\\server.js" --port 3000`),
        'node.exe server.js --port 3000 (pid 7)',
      );
    }
  });

  it('falls back on the name where the command line is missing or long', () => {
    assert.equal(label('java'), 'java (pid 7)');
    assert.equal(label('java', `java ${'-Dx=y '.repeat(50)}`), 'java (pid 7)');
    assert.equal(label('java', `java ${'-Dx=y '.repeat(5_000)}`), 'java (pid 7)');
  });

  it('is one bounded line for any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.string({ maxLength: 900 }), (name, line) => {
        const text = label(name, line);
        assert.ok(text.length <= 100, text);
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}]/u);
      }),
    );
  });
});
