import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { doorView } from '../../src/present/panel/doorsView';
import type { Door, ShutReason } from '../../src/watch/listening';

describe('doorView', () => {
  it('names the place, whatever its name is', () => {
    const door: Door = { kind: 'terminal', label: 'ba\u202Esh\n', state: 'reading' };
    assert.deepEqual(doorView(door, 3), {
      id: '3',
      label: 'Terminal “ba sh”',
      state: 'reading',
      text: 'Read.',
    });
    assert.match(doorView({ ...door, kind: 'task' }, 0).label, /^Task “/);
    assert.match(doorView({ ...door, kind: 'debug-console' }, 0).label, /^Debug console of “/);
  });

  it('tells what to do about a debugger that passes nothing on', () => {
    const door: Door = { kind: 'debug-console', label: 'API', state: 'silent' };
    assert.match(doorView(door, 0).text, /"outputCapture": "std"/);
    assert.doesNotMatch(doorView({ ...door, kind: 'terminal' }, 0).text, /outputCapture/);
  });

  it('gives each reason in words of its own', () => {
    const reasons: readonly ShutReason[] = [
      'switched-off',
      'no-shell-integration',
      'quoting-command',
      'limit-reached',
    ];
    const texts = reasons.map(
      (reason) => doorView({ kind: 'terminal', label: 'x', state: 'shut', reason }, 0).text,
    );
    assert.equal(new Set(texts).size, reasons.length);
    assert.match(texts[0] ?? '', /socketDoctor\.terminals/);
    assert.match(texts[1] ?? '', /no shell integration/);
  });
});
