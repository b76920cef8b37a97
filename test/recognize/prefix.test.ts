import assert from 'node:assert/strict';
import { ownPart, prefixOf } from '../../src/recognize/prefix';
import { recognize } from '../../src/recognize/recognize';
import { fixture, fixtures, summary } from './fixtures';

describe('prefixOf', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['[server] Error: no', '[server]', 'Error: no'],
    ['[web   ]     at x', '[web   ]', '    at x'],
    ['[@shop/api]', '[@shop/api]', ''],
    ['web-1  | Error: no', 'web-1  |', 'Error: no'],
    ['0|api      |     at x', '0|api      |', '    at x'],
    ['09:11:54 js.1     | }', 'js.1     |', '}'],
    ['10:39:06 PM api.1 |  Error: no', 'api.1 |', 'Error: no'],
    ['web:dev: Error: no', 'web:dev:', 'Error: no'],
    ['packages/server dev: Error: no', 'packages/server dev:', 'Error: no'],
    ['2026-11-25 22:38:33.962-25     at x', '-25', '    at x'],
    ['2026-11-25T22:38:33.962Z Error: no', '', 'Error: no'],
    ['[22:40:20.727] ERROR (18): no', '', 'ERROR (18): no'],
  ];
  for (const [line, name, rest] of cases) {
    it(`reads ${line}`, () => {
      const prefix = prefixOf(line, () => undefined);
      assert.deepEqual([prefix?.name, line.slice(prefix?.length)], [name, rest]);
    });
  }

  it('takes no message, level, property or line of source for a prefix', () => {
    for (const line of [
      'Error: listen EADDRINUSE',
      'server: Error: no',
      '[ERROR] no',
      '[warn] no',
      '[cause]: Error: no',
      '175 |             this.httpServer',
      '    at x (/app/x.js:1:2)',
      "  code: 'EADDRINUSE',",
      '| a | b |',
    ]) {
      assert.equal(
        prefixOf(line, () => ''),
        undefined,
        line,
      );
    }
  });

  it('believes a bare name where the line before has it too', () => {
    const line = 'server: Error: no';
    assert.equal(prefixOf(line, () => 'server: node:events:502')?.name, 'server:');
    assert.equal(
      prefixOf('Error: two', () => 'Error: one'),
      undefined,
    );
  });
});

describe('ownPart', () => {
  it('takes the prefix off, leaves lines without one, and drops other programs', () => {
    assert.equal(ownPart('[a]     at x', '[a]'), '    at x');
    assert.equal(ownPart('    at x', '[a]'), '    at x');
    assert.equal(ownPart('[b]     at x', '[a]'), undefined);
    assert.equal(ownPart('[b]     at x', undefined), '[b]     at x');
    assert.equal(ownPart('12:00:07     at x', ''), '    at x');
  });
});

describe('programs that run side by side', () => {
  const plain = fixtures.filter(
    ({ name, errors }) => errors.length > 0 && !/^wrappers|foreman|compose/.test(name),
  );
  const wrapped = (name: string, text: string) =>
    text.split('\n').map((line) => `${name}${line}`.trimEnd());

  const names = ['[api] ', 'web-1  | ', '09:11:54 js.1     | ', 'web:dev: ', 'packages/web dev: '];
  for (const name of [...names, '2026-11-25T22:38:33.962Z ']) {
    it(`say the same with ${name}before each line`, () => {
      for (const { text, name: program } of plain) {
        assert.deepEqual(
          summary(recognize(wrapped(name, text).join('\n'))),
          summary(recognize(text)),
          program,
        );
      }
    });
  }

  it('keep their own frames and errors, however their lines are mixed', () => {
    const listen = fixture('node/listen-taken').text;
    const connect = fixture('python/connect-exhausted').text;
    const [one, other] = [wrapped('[api] ', listen), wrapped('[job] ', connect)];
    const expected = [...recognize(listen), ...recognize(connect)];
    // The shorter one runs while the longer one prints, line by line.
    const mixed = one.flatMap((line, index) => [line, `[web] request ${index}`]);
    assert.deepEqual(recognize([...mixed, ...other].join('\n')), expected);
  });

  it('do not recover for each other', () => {
    const text = [
      '[api] Error: listen EADDRINUSE: address already in use :::3000',
      '[web] Port 5173 is in use, trying another one...',
    ];
    assert.equal(recognize(text.join('\n')).length, 1);
    const own = text.map((line) => line.replace('[web]', '[api]'));
    assert.deepEqual(recognize(own.join('\n')), []);
  });
});
