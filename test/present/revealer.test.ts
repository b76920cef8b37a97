import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Verdict, VerdictIllness } from '../../src/explain/verdict';
import { Revealer } from '../../src/present/revealer';

function setUp(openPanel: 'exhaustion' | 'always' | 'never') {
  const shown: string[] = [];
  const revealer = new Revealer({
    openPanel: () => openPanel,
    showPanel: () => shown.push('panel'),
    notify: () => shown.push('notification'),
  });
  return { shown, revealer };
}

const verdict = (illness: VerdictIllness): Verdict => ({
  cause: 'test',
  illness,
  confidence: 'certain',
  headline: '',
  proof: '',
  explanation: '',
  evidence: [],
  disproof: [],
  acts: [],
  wrongAdvice: [],
});

describe('Revealer', () => {
  it('opens the panel for an exhaustion once a session', () => {
    const { shown, revealer } = setUp('exhaustion');
    revealer.reveal(verdict('ephemeral-exhaustion'), 'a');
    revealer.reveal(verdict('ephemeral-exhaustion'), 'a');
    revealer.reveal(verdict('ephemeral-exhaustion'), 'b');
    assert.deepEqual(shown, ['panel', 'panel']);
  });

  it('notifies for everything else', () => {
    const { shown, revealer } = setUp('exhaustion');
    revealer.reveal(verdict('address-taken'), 'a');
    assert.deepEqual(shown, ['notification']);
  });

  it('never opens the panel where the setting says so', () => {
    const { shown, revealer } = setUp('never');
    revealer.reveal(verdict('ephemeral-exhaustion'), 'a');
    assert.deepEqual(shown, ['notification']);
  });

  it('opens it for every verdict where the setting says so', () => {
    const { shown, revealer } = setUp('always');
    revealer.reveal(verdict('address-taken'), 'a');
    assert.deepEqual(shown, ['panel']);
  });

  it('forgets old sessions rather than growing for ever', () => {
    const { shown, revealer } = setUp('exhaustion');
    for (let session = 0; session < 1_000; session += 1) {
      revealer.reveal(verdict('ephemeral-exhaustion'), String(session));
    }
    revealer.reveal(verdict('ephemeral-exhaustion'), '0');
    assert.equal(shown.length, 1_001);
  });
});
