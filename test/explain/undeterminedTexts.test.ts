/** "The text alone cannot tell" is an answer, and it is said; the numbers may tell then. */
import assert from 'node:assert/strict';
import { diagnose } from '../../src/explain/diagnose';
import { recognize } from '../../src/recognize/recognize';
import { fixture, fixtures } from '../recognize/fixtures';
import { caseFile, measurement, unread, usage, read, wholeText } from './support/caseFiles';

const open = fixtures.filter(({ errors }) =>
  errors.some(({ illness }) => illness === 'undetermined'),
);
const unreadable = measurement({
  destinations: unread('permission'),
  listeningPorts: unread('permission'),
  totals: unread('permission'),
  ephemeralRange: unread('permission'),
});

function onlyUndetermined(text: string) {
  return recognize(text).filter(({ illness }) => illness === 'undetermined');
}

describe('a text that cannot tell', () => {
  it('is there for every reason that we know', () => {
    const reasons = [
      // A code without its call: bind or connect?
      'node/code-only',
      'python/message-only',
      'quoted/windows-10048-de',
      // No free port, or no such address family? The words are the same.
      'node/connect-no-ipv6',
      'node/connect-ipv6-exhausted',
      'quoted/dotnet-linux-localhost',
      'mono/web-request-exhausted',
      // A firewall, or a reserved port?
      'quoted/dotnet-webexception-denied',
    ];
    for (const name of reasons) {
      assert.ok(onlyUndetermined(fixture(name).text).length > 0, name);
    }
    const [without, exhausted] = ['node/connect-no-ipv6', 'node/connect-ipv6-exhausted'].map(
      (name) => recognize(fixture(name).text)[0]?.line,
    );
    assert.equal(without, exhausted, 'one sentence for two illnesses');
  });

  for (const { name, text } of open) {
    it(`${name}: the verdict says so where nothing else is known`, () => {
      for (const error of onlyUndetermined(text)) {
        const verdict = diagnose(caseFile({ error, measurement: unreadable }));
        assert.deepEqual(
          [verdict.cause, verdict.illness, verdict.confidence],
          ['undetermined', 'undetermined', 'possible'],
        );
        assert.match(verdict.headline, /^The message (?:about \S+ )?alone cannot tell/);
        assert.ok(verdict.disproof.length > 0, 'says what would tell');
        const begin = error.line.replace(/\s+/g, ' ').slice(0, 60);
        assert.ok(wholeText(verdict).includes(begin), 'quotes what was printed');
      }
    });
  }

  it('is told apart by the numbers: the pool to the same address is full', () => {
    const [error] = onlyUndetermined(fixture('node/connect-ipv6-exhausted').text);
    assert.ok(error);
    const destination = { address: '::1', port: 8_080 };
    const full = measurement({ destinations: read([usage({ waiting: 201 }, { destination })]) });
    assert.equal(diagnose(caseFile({ error, measurement: full })).illness, 'ephemeral-exhaustion');
  });
});
