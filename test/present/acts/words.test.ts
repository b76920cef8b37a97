import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Act, ActKind } from '../../../src/explain/act';
import type { RefusalReason } from '../../../src/measure/stop/refusal';
import { actWords } from '../../../src/present/acts/actWords';
import { refusalWords } from '../../../src/present/acts/refusalWords';

const launch = { id: 'x', label: 'API', startedAtMs: 0 } as const;
const target = { processId: 4_242, label: 'node server.js (pid 4242)' };

/** Every kind, by the compiler. */
const acts: Readonly<Record<ActKind, Act>> = {
  'restart-session': { kind: 'restart-session' },
  'wait-until-free': { kind: 'wait-until-free', port: 3_000 },
  'go-to-owner': { kind: 'go-to-owner', launch: { ...launch, kind: 'terminal' } },
  'show-listening-ports': { kind: 'show-listening-ports' },
  'open-ports-view': { kind: 'open-ports-view' },
  'show-excluded-ranges': { kind: 'show-excluded-ranges' },
  'copy-command': { kind: 'copy-command', purpose: 'Widens the range.', command: 'x' },
  'use-next-free-port': { kind: 'use-next-free-port', port: 3_000 },
  'stop-container': { kind: 'stop-container', container: { name: 'shop-db-1' } },
  'stop-holder': { kind: 'stop-holder', target },
};

const reasons: Readonly<Record<RefusalReason, RegExp>> = {
  'first-process': /the system itself/,
  itself: /extensions of this window/,
  ancestor: /would end with it/,
  editor: /belongs to the editor/,
  'system-program': /belongs to the system/,
  'other-user': /another user/,
  relay: /Stop the container instead/,
  'in-container': /Stop the container instead/,
  reused: /has ended, or its number/,
  unidentified: /cannot be told/,
};

describe('the words of an act', () => {
  it('are a button of its own, and one sentence on what will happen', () => {
    const labels = Object.values(acts).map((act) => {
      const { label, detail, icon } = actWords(act, false);
      assert.match(label, /^[A-Z][^.]{3,40}$/, act.kind);
      assert.match(detail, /^[A-Z].*\.$/, act.kind);
      assert.match(icon, /^[a-z-]+$/, act.kind);
      return label;
    });
    assert.equal(new Set(labels).size, labels.length);
  });

  it('promise to start again only where that can be done', () => {
    assert.equal(actWords(acts['stop-holder'], true).label, 'Stop It and Start Again');
    assert.equal(actWords(acts['stop-holder'], false).label, 'Stop It');
    assert.doesNotMatch(actWords(acts['wait-until-free'], false).label, /Start/);
  });

  it('name what they are about, and keep hostile names to one short line', () => {
    assert.match(actWords(acts['stop-holder'], true).detail, /node server\.js \(pid 4242\)/);
    assert.match(actWords(acts['stop-container'], true).detail, /shop-db-1/);
    const label = `x\n\u202E${'y'.repeat(5_000)}`;
    const { detail } = actWords({ kind: 'stop-holder', target: { ...target, label } }, true);
    assert.ok(detail.length < 200);
    assert.doesNotMatch(detail, /[\n\u202E]/);
  });
});

describe('the words of a refusal', () => {
  it('say who was not stopped and why, for every reason', () => {
    for (const [reason, pattern] of Object.entries(reasons)) {
      const words = refusalWords({
        reason: reason as RefusalReason,
        processId: 4_242,
        name: 'node\n',
      });
      assert.match(words, /^Not stopped: .*node \(pid 4242\).*\.$/, reason);
      assert.match(words, pattern, reason);
    }
    assert.match(
      refusalWords({ reason: 'relay', processId: 7, relay: 'wsl' }),
      /WSL.*process 7|process 7.*WSL/,
    );
  });
});
