import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutLinks } from '../../src/present/notificationText';

/** What VS Code takes for a link (linkedText.ts of vscode 1.82 and later). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

describe('withoutLinks', () => {
  for (const name of [
    '[node](command:workbench.action.terminal.sendSequence?%7B%7D)',
    '[a](https://example.test "b")',
    '[[x](file:///etc/passwd)](http://y)',
  ]) {
    it(`makes ${name} plain`, () => {
      assert.match(name, link);
      const plain = withoutLinks(`Port 3000 is held by ${name}.`);
      assert.doesNotMatch(plain, link);
      assert.equal(plain.replaceAll(' ', ''), `Port3000isheldby${name}.`.replaceAll(' ', ''));
    });
  }

  it('leaves ordinary names alone', () => {
    assert.equal(withoutLinks('node server.js (pid 7) [x] (y)'), 'node server.js (pid 7) [x] (y)');
  });
});
