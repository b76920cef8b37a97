import assert from 'node:assert/strict';
import { diagnose } from '../../src/explain/diagnose';
import type { CaseFile } from '../../src/explain/verdict';
import {
  caseFile,
  connectError,
  exhaustedCase,
  holder,
  listenError,
  measurement,
  read,
  unread,
  usage,
  wholeText,
} from './support/caseFiles';

const pasted = (file: CaseFile) => diagnose({ ...file, isPasted: true });

describe('the verdict on a text that a person gave', () => {
  it('never takes the numbers of here and now for a proof', () => {
    for (const share of [0, 201]) {
      const busy = measurement({ destinations: read([usage({ waiting: share })]) });
      const verdict = pasted(exhaustedCase({ measurement: busy }));
      assert.equal(verdict.cause, 'pasted-text');
      assert.equal(verdict.illness, 'ephemeral-exhaustion');
      assert.equal(verdict.confidence, 'possible');
      assert.match(verdict.headline, /^In this text, a program ran out of local ports to 127/);
      assert.match(verdict.proof, share === 0 ? /^Here and now 0 %/ : /^Here and now 100 %/);
      assert.match(wholeText(verdict), /of another machine or an earlier time/);
      assert.equal(verdict.forecast, undefined);
    }
  });

  it('says who listens on the port now, beside what the text says', () => {
    const file = caseFile({ error: listenError(), holders: read([holder({})]) });
    const verdict = pasted(file);
    assert.match(verdict.headline, /^In this text, a program found .*3000 taken\.$/);
    assert.match(
      verdict.proof,
      /^Here and now node server\.js \(pid 4242\) listens on port 3000\.$/,
    );
    assert.equal(verdict.holder, undefined, 'it may be another than the one of the text');
    const free = pasted({ ...file, holders: read([]) });
    assert.match(free.proof, /^Here and now nobody listens on port 3000\.$/);
  });

  it('says what could not be read, and where the text alone cannot tell', () => {
    const unknown = caseFile({ error: listenError(), holders: unread('permission', '/proc') });
    assert.match(wholeText(pasted(unknown)), /Not readable: \/proc/);
    const vague = connectError({ illness: 'undetermined', operation: 'unknown' });
    const verdict = pasted(exhaustedCase({ error: vague }));
    assert.match(verdict.headline, /alone cannot tell/);
  });

  it('speaks of each illness in its own words', () => {
    const illnesses = ['port-forbidden', 'address-not-local'] as const;
    const said = illnesses.map((illness) => [
      pasted(caseFile({ error: listenError({ illness }) })).headline,
      pasted(caseFile({ error: { ...listenError({ illness }), endpoint: {} } })).headline,
    ]);
    assert.deepEqual(said, [
      [
        'In this text, the system refused 127.0.0.1:3000.',
        'In this text, the system refused a port.',
      ],
      [
        'In this text, a program wanted 127.0.0.1:3000, which its machine does not have.',
        'In this text, a program wanted an address that its machine does not have.',
      ],
    ]);
  });
});
