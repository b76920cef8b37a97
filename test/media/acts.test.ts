import assert from 'node:assert/strict';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';
import { addressTakenSnapshot } from './support/snapshots';

describe('the buttons for what can be done', () => {
  let panel: JsdomPanel;

  beforeEach(async () => {
    panel = await openJsdomPanel();
  });
  afterEach(() => {
    assert.deepEqual(panel.errors, []);
    panel.close();
  });

  const all = () => [...panel.document.querySelectorAll<HTMLButtonElement>('.offered-acts button')];
  const buttonNamed = (name: string) => {
    const [found, ...others] = all().filter(({ textContent }) => textContent === name);
    assert.ok(found && others.length === 0, `exactly one button '${name}'`);
    return found;
  };
  const clicked = (name: string) => {
    panel.posted.length = 0;
    buttonNamed(name).click();
    return panel.posted;
  };

  it('asks for an act by its id, and keeps none of the words', async () => {
    const acts = [
      { id: '7/0', label: 'Stop It and Start Again', detail: 'Asks it to end.' },
      { id: '7/1', label: 'Use Another Port', detail: 'Finds the next one.' },
    ];
    await panel.send({ type: 'init', l10n: {} });
    await panel.send({ ...addressTakenSnapshot(), acts });
    assert.deepEqual(clicked('Use Another Port'), [{ type: 'doAct', actId: '7/1' }]);
    assert.equal(buttonNamed('Stop It and Start Again').title, 'Asks it to end.');
    assert.ok(buttonNamed('Stop It and Start Again').classList.contains('primary'));
    // The next case: its first act has the words of the one before, and another id.
    await panel.send({ ...addressTakenSnapshot(), acts: [{ ...acts[0]!, id: '9/0' }] });
    assert.deepEqual(clicked('Stop It and Start Again'), [{ type: 'doAct', actId: '9/0' }]);
    await panel.send({ ...addressTakenSnapshot(), acts: [] });
    assert.equal(all().length, 0);
  });
});
