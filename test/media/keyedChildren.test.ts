import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { keyedChildren } from '../../media/panel/keyedChildren';

interface Item {
  readonly key: string;
  readonly text: string;
}

const { document } = new JSDOM('').window;

function list() {
  const parent = document.createElement('ul');
  document.body.replaceChildren(parent);
  const created: string[] = [];
  const update = keyedChildren<Item>(
    parent,
    ({ key }) => key,
    ({ key }) => {
      created.push(key);
      const element = document.createElement('li');
      element.tabIndex = 0;
      return {
        element,
        update: ({ text }) => {
          element.textContent = text;
        },
      };
    },
  );
  const items = (...keys: string[]) => keys.map((key) => ({ key, text: key }));
  const texts = () => [...parent.children].map((child) => child.textContent);
  return { parent, created, update, items, texts };
}

describe('keyedChildren', () => {
  it('shows the items in their order', () => {
    const { update, items, texts } = list();
    update(items('a', 'b', 'c'));
    update(items('c', 'x', 'a'));
    assert.deepEqual(texts(), ['c', 'x', 'a']);
  });

  it('keeps the element of a key and updates it', () => {
    const { parent, created, update } = list();
    update([{ key: 'a', text: 'old' }]);
    const before = parent.firstElementChild;
    update([
      { key: 'b', text: 'first' },
      { key: 'a', text: 'new' },
    ]);
    assert.equal(parent.lastElementChild, before);
    assert.equal(before?.textContent, 'new');
    assert.deepEqual(created, ['a', 'b']);
  });

  it('never moves the focused element, wherever its item goes', () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1 });
    fc.assert(
      fc.property(keys, keys, fc.nat(), (first, second, pick) => {
        const focusedKey = first[pick % first.length]!;
        const { parent, update, items, texts } = list();
        update(items(...first));
        const focused = [...parent.children][pick % first.length] as HTMLElement;
        focused.focus();
        update(items(...second));
        assert.deepEqual(texts(), second);
        assert.equal(document.activeElement === focused, second.includes(focusedKey));
      }),
    );
  });

  it('tells items of one key apart by their occurrence', () => {
    const { update, items, texts, parent } = list();
    update(items('a', 'a'));
    const [first, second] = parent.children;
    update(items('a', 'a', 'a'));
    assert.deepEqual(texts(), ['a', 'a', 'a']);
    assert.equal(parent.children[0], first);
    assert.equal(parent.children[1], second);
  });
});
