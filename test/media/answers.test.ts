/**
 * What a person who has never heard of TIME_WAIT must be able to answer from the panel: what ran
 * out, why, how fast the program may go, and what to change. In every language that we speak, on
 * the first screen, with nothing opened.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { config, type l10nJsonFormat } from '@vscode/l10n';
import { buildSnapshot } from '../../src/present/panel/snapshot';
import { systemRemedies } from '../../src/remedy/system/systemRemedies';
import { exhaustedCase } from '../explain/support/caseFiles';
import { languages, root } from '../l10n/sentences';
import { facts } from '../present/support/facts';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';

/** Where an answer stands, and what it says in English. */
const answers = {
  'what ran out': {
    where: '.verdict h1',
    english: /^Out of local ports to 127\.0\.0\.1:5000\.$/,
  },
  'what is left of it, and how fast the program went and may go': {
    where: '.verdict .proof',
    english:
      /All 201 are in use: 198 wait .* opened 40 connections a second; .* keeps up with 3\.4/,
  },
  'why, and what to change': {
    where: '.verdict .explanation',
    english:
      /closes a connection first keeps its port for 60 s more .* Reusing connections cures it/,
  },
  'the sum': {
    where: '.arithmetic .phrase',
    english: /201 ports ÷ 60 s = 3\.4 connections a second/,
  },
  'the first remedy': { where: '.remedies h3', english: /^Reuse connections/ },
} as const;

/** The numbers of a sentence, whatever the language puts between digits. */
function numbersIn(text: string): string[] {
  return (text.match(/\d+(?:[.,\u00a0\u202f]\d+)*/g) ?? [])
    .map((number) => number.replace(/[^\d]/g, ''))
    .sort();
}

function bundle(language: string): l10nJsonFormat {
  const path = join(root, 'l10n', `bundle.l10n.${language}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as l10nJsonFormat;
}

describe('the four answers', () => {
  after(() => {
    config({ contents: {} });
  });

  async function open(language: string): Promise<JsdomPanel> {
    const l10n = language === 'en' ? {} : bundle(language);
    config({ contents: l10n });
    const case_ = facts(exhaustedCase(), { locale: language });
    const { verdict, measurement } = case_.diagnosis!;
    const remedies = systemRemedies(verdict, measurement, language);
    const panel = await openJsdomPanel(undefined, language);
    await panel.send({ type: 'init', l10n });
    await panel.send(buildSnapshot({ ...case_, remedies }, 1));
    return panel;
  }

  /** The text at a place, where it can be seen without opening anything. */
  function seen({ document }: JsdomPanel, where: string): string {
    const [found] = document.querySelectorAll(where);
    assert.ok(found, `nothing at ${where}`);
    assert.equal(found.closest('[hidden], details:not([open])'), null, `${where} must be opened`);
    const text = found.cloneNode(true) as Element;
    for (const hover of text.querySelectorAll('[role="tooltip"]')) hover.remove();
    return text.textContent.replace(/\s+/g, ' ').trim();
  }

  it('stand on the first screen in English', async () => {
    const panel = await open('en');
    for (const [question, { where, english }] of Object.entries(answers)) {
      const text = seen(panel, where);
      assert.match(text, english, `${question}: ${text}`);
    }
    panel.close();
  });

  for (const language of languages) {
    it(`stand there in ${language}, with the same numbers`, async () => {
      const english = await open('en');
      const other = await open(language);
      for (const [question, { where }] of Object.entries(answers)) {
        const [inEnglish, translated] = [seen(english, where), seen(other, where)];
        assert.notEqual(translated, inEnglish, question);
        assert.deepEqual(numbersIn(translated), numbersIn(inEnglish), `${question}: ${translated}`);
      }
      english.close();
      other.close();
    });
  }

  it('explain TIME_WAIT where they name it, in every language', async () => {
    for (const language of ['en', ...languages]) {
      const panel = await open(language);
      const term = panel.document.querySelector<HTMLElement>('.verdict .explanation .term');
      assert.equal(term?.textContent, 'TIME_WAIT', language);
      const meaning = panel.document.getElementById(term.getAttribute('aria-controls')!)!;
      assert.equal(meaning.hidden, true);
      term.click();
      assert.equal(meaning.hidden, false);
      assert.ok(meaning.textContent.length > 80, `${language}: ${meaning.textContent}`);
      panel.close();
    }
  });
});
