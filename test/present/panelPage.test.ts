import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, it } from 'mocha';
import { parseFromPanel } from '../../src/present/panel/messages';
import { panelHtml } from '../../src/present/panel/panelHtml';

describe('panelHtml', () => {
  const page = {
    scriptUri: 'https://a.test/panel.js',
    styleUri: 'https://a.test/panel.css',
    cspSource: 'https://a.test',
    nonce: 'abc',
    language: 'en',
    title: 'Socket Doctor',
  };

  it('allows nothing but its own script and style', () => {
    const { document } = new JSDOM(panelHtml(page)).window;
    const policy = document
      .querySelector('meta[http-equiv="Content-Security-Policy"]')
      ?.getAttribute('content');
    assert.equal(
      policy,
      "default-src 'none'; img-src https://a.test; style-src https://a.test; font-src https://a.test; script-src 'nonce-abc'",
    );
    assert.equal(document.scripts.length, 1);
    assert.equal(document.scripts[0]!.nonce, 'abc');
    assert.equal(document.scripts[0]!.text, '');
    assert.equal(document.querySelectorAll('[style], style').length, 0);
  });

  it('lets no value break out of its place', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (language, title) => {
        const { document } = new JSDOM(
          panelHtml({ ...page, language: `${language}"><img>`, title: `${title}</title><img>` }),
        ).window;
        assert.equal(document.querySelectorAll('img').length, 0);
      }),
    );
  });
});

describe('parseFromPanel', () => {
  it('takes each message of the protocol', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'measure' },
      { type: 'openFrame' },
      { type: 'openFinding', findingId: 'a' },
      { type: 'applyFix', findingId: 'a', fixId: 'b' },
      { type: 'copyRemedy', remedyId: 'a' },
      { type: 'typeRemedy', remedyId: 'a' },
      { type: 'openLearnMore' },
    ]) {
      assert.deepEqual(parseFromPanel(message), message);
    }
  });

  it('refuses unknown types, additional members, wrong types and endless ids', () => {
    for (const message of [
      undefined,
      null,
      'ready',
      { type: 'run', command: 'rm' },
      { type: 'ready', path: '/etc/passwd' },
      { type: 'openFinding', findingId: 7 },
      { type: 'openFinding', findingId: 'x'.repeat(201) },
      { type: 'applyFix', findingId: 'a' },
    ]) {
      assert.equal(parseFromPanel(message), undefined, JSON.stringify(message));
    }
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        parseFromPanel(anything);
      }),
    );
  });
});
