import assert from 'node:assert/strict';
import { systemDirectory } from '../../../src/measure/windows/systemDirectory';

describe('windows/systemDirectory', () => {
  it('follows SystemRoot', () => {
    assert.equal(systemDirectory({ SystemRoot: 'D:\\WINNT' }), 'D:\\WINNT\\System32');
    assert.equal(systemDirectory({ windir: 'C:\\Windows\\' }), 'C:\\Windows\\System32');
    assert.equal(systemDirectory({}), 'C:\\Windows\\System32');
  });

  it('does not trust a SystemRoot that is no plain absolute path', () => {
    for (const hostile of [
      '..\\tools',
      'C:\\Windows\\..\\Users\\me',
      '\\\\server\\share',
      'C:Windows',
      'C:/Windows',
      'C:\\Win"dows',
      'C:\\a\nb',
      `C:${'\\a'.repeat(40)}`,
    ]) {
      assert.equal(systemDirectory({ SystemRoot: hostile }), 'C:\\Windows\\System32', hostile);
    }
  });
});
