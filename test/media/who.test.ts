/** The table of destinations: sorted, filtered, opened to lines of code and sockets. */
import assert from 'node:assert/strict';
import type { DestinationView, Snapshot } from '../../src/present/panel/protocol';
import { destinationNumbers, socketsView } from './support/builders';
import { openJsdomPanel, type JsdomPanel } from './support/jsdomPanel';
import { exhaustedSnapshot } from './support/snapshots';

const busy = '127.0.0.1:5000';
const quiet = '[2001:db8::17]:5432';

describe('the table of destinations', () => {
  let panel: JsdomPanel;

  beforeEach(() => open());

  afterEach(() => {
    assert.deepEqual(panel.errors, []);
    panel.close();
  });

  async function open(restored?: unknown): Promise<void> {
    panel = await openJsdomPanel(restored);
    await panel.send({ type: 'init', l10n: {} });
  }

  const all = <E extends HTMLElement = HTMLElement>(selector: string) => [
    ...panel.document.querySelectorAll<E>(`.destinations ${selector}`),
  ];
  const toggles = () => all<HTMLButtonElement>('.row-toggle');
  const names = () => toggles().map(({ textContent }) => textContent);
  const heading = (title: string) =>
    all<HTMLButtonElement>('.sort').find(({ textContent }) => textContent === title)!;
  const asked = () =>
    panel.posted.flatMap((message) =>
      message.type === 'showSockets' ? [message.destinationIds] : [],
    );
  const type = (words: string) => {
    const [field] = all<HTMLInputElement>('.filter-field');
    field!.value = words;
    const { Event } = panel.window as unknown as { Event: typeof globalThis.Event };
    field!.dispatchEvent(new Event('input'));
  };

  function row(id: string, rate: number, open: number): DestinationView {
    return {
      id,
      label: id,
      ...destinationNumbers(id, String(rate), String(open), '0', '1 %'),
      shareOfCapacity: 0.01,
      amounts: { connectionsPerSecond: rate, open, waiting: 0 },
      outlook: 'at rest',
      whose: 'curl in the terminal “zsh”',
    };
  }

  /** So many destinations, of which nothing is counted: all are shut. */
  function crowdedSnapshot(count: number): Snapshot {
    const destinations = Array.from({ length: count }, (_, index) =>
      row(`host${index}.test:80`, 1, 1),
    );
    return { ...exhaustedSnapshot(), calls: [], sockets: [], destinations };
  }

  /** With two more destinations, so that there is something to sort. */
  function manySnapshot(changes: Partial<Snapshot> = {}): Snapshot {
    const base = exhaustedSnapshot();
    const more = [row('cache.test:6379', 90, 1), row('mail.test:25', 5, 30)];
    return { ...base, destinations: [...base.destinations, ...more], ...changes };
  }

  it('comes in the order of the host, and is sorted by a press on a heading', async () => {
    await panel.send(manySnapshot());
    const asItComes = names();
    assert.match(asItComes[0]!, /127\.0\.0\.1:5000/);
    heading('Connections a second').click();
    assert.deepEqual(
      names().map((name) => name.slice(0, 5)),
      ['cache', '127.0', 'mail.', '[2001'],
    );
    heading('Open').click();
    assert.match(names()[0]!, /mail/);
    const sorted = all('th[scope=col]').map((cell) => cell.getAttribute('aria-sort'));
    assert.deepEqual(sorted.slice(0, 5), ['none', 'none', 'descending', 'none', 'none']);
    heading('Open').click();
    assert.match(names().at(-1)!, /mail/);
    heading('Open').click();
    assert.deepEqual(names(), asItComes);
  });

  it('shows the rows that have the words, and says how many of all', async () => {
    await panel.send(manySnapshot());
    type('zsh 25');
    assert.deepEqual(names(), ['mail.test:25']);
    assert.equal(all('.filter .row-note')[0]!.textContent, '1 of 4');
    // By a file whose line makes calls, although its row does not name it.
    type('CLIENT.TS');
    assert.match(names().join(), /^127\.0\.0\.1:5000/);
    type('no such thing');
    assert.deepEqual(names(), []);
    const none = all('> .row-note').find(({ hidden }) => !hidden);
    assert.equal(none!.textContent, 'No destination has these words.');
  });

  it('asks for the sockets of the rows that are open, and says when they have changed', async () => {
    await panel.send(manySnapshot());
    // The row with lines of code is open by itself.
    assert.deepEqual(asked(), [[busy]]);
    toggles()[1]!.click();
    assert.deepEqual(asked().at(-1), [busy, quiet]);
    const messages = panel.posted.length;
    await panel.send(manySnapshot());
    assert.equal(panel.posted.length, messages);
    toggles()[0]!.click();
    assert.deepEqual(asked().at(-1), [quiet]);
    assert.equal(toggles()[0]!.getAttribute('aria-expanded'), 'false');
  });

  it('shows in an open row what is counted, the lines, and the sockets one by one', async () => {
    await panel.send(exhaustedSnapshot());
    const [detail] = all('.row-detail');
    assert.match(detail!.textContent, /client\.ts:42.*client\.js:7/s);
    assert.match(detail!.textContent, /Open: 3\. Waiting: 198\..*Held by node \(pid 4711\): 3/s);
    const sockets = all('.sockets tbody tr').map((row) =>
      [...row.children].map(({ textContent }) => textContent),
    );
    assert.equal(sockets.length, 100);
    assert.deepEqual(sockets[0], ['61000', 'open', '']);
    assert.deepEqual(sockets[3], ['61003', 'waiting in TIME_WAIT', '4 s']);
    // Nothing is said of sockets before the answer has come.
    toggles()[1]!.click();
    assert.match(all('.row-detail')[1]!.textContent, /Its socketsLooking them up…/);
    await panel.send({ ...exhaustedSnapshot(), sockets: [socketsView(quiet, 1, 0)] });
    assert.match(all('.row-detail')[1]!.textContent, /61000open/);
  });

  it('says of which open rows it does not ask for the sockets, and asks for those that are left', async () => {
    await panel.send(crowdedSnapshot(21));
    for (const toggle of toggles()) toggle.click();
    assert.equal(asked().at(-1)!.length, 20);
    const summaries = () => all('.sockets-summary').map(({ textContent }) => textContent);
    assert.deepEqual(
      summaries().filter((text) => text !== 'Looking them up…'),
      ['Too many rows are open to show these: shut some, or filter.'],
    );
    type('host20');
    assert.deepEqual(asked().at(-1), ['host20.test:80']);
    assert.deepEqual(summaries(), ['Looking them up…']);
  });

  it('does not ask anew because the order is another', async () => {
    await panel.send(manySnapshot());
    toggles()[1]!.click();
    const before = asked().length;
    heading('Destination').click();
    heading('Destination').click();
    assert.equal(asked().length, before);
  });

  it('sorts what could not be read behind what could', async () => {
    const base = manySnapshot();
    const destinations = base.destinations.map((each) =>
      each.id === busy ? { ...each, open: { ...each.open, state: 'unavailable' as const } } : each,
    );
    await panel.send({ ...base, destinations });
    heading('Open').click();
    assert.match(names().at(-1)!, /^127\.0\.0\.1:5000/);
    heading('Open').click();
    assert.match(names().at(-1)!, /^127\.0\.0\.1:5000/);
  });

  it('sorts the lines of a row', async () => {
    await panel.send(exhaustedSnapshot());
    const lines = () =>
      all('.calls tbody tr').map(
        (row) => row.querySelector('.row-name:not([hidden])')!.textContent,
      );
    assert.deepEqual(lines(), ['client.ts:42', 'client.js:7']);
    const [, line] = all<HTMLButtonElement>('.sort').filter(
      ({ textContent }) => textContent === 'Line' || textContent === 'Destination',
    );
    line!.click();
    assert.deepEqual(lines(), ['client.js:7', 'client.ts:42']);
    // Back to the order of the host, which turns round while somebody is on a line.
    line!.click();
    line!.click();
    const before = lines();
    const hand = all<HTMLButtonElement>('.calls .row-name:not([hidden])').find(
      ({ tagName }) => tagName === 'BUTTON',
    )!;
    hand.focus();
    const turned = () => {
      const base = exhaustedSnapshot();
      const calls = base.calls.map((each) => ({ ...each, sites: [...each.sites].reverse() }));
      return { ...base, calls };
    };
    await panel.send(turned());
    assert.deepEqual(lines(), before);
    hand.blur();
    await panel.send(turned());
    assert.deepEqual(lines(), [...before].reverse());
  });

  it('keeps focus and order while a row is in use, whatever the numbers do', async () => {
    await panel.send(manySnapshot());
    heading('Connections a second').click();
    const last = toggles().at(-1)!;
    last.focus();
    const before = names();
    const next = manySnapshot();
    const faster = next.destinations.map((each) =>
      each.id === quiet
        ? { ...each, amounts: { ...each.amounts, connectionsPerSecond: 500 } }
        : each,
    );
    await panel.send({ ...next, destinations: faster });
    assert.equal(panel.document.activeElement, last);
    assert.deepEqual(names(), before);
    last.blur();
    const later = { ...manySnapshot(), destinations: faster };
    await panel.send(later);
    assert.match(names()[0]!, /2001/);
  });

  it('still knows how it was left after more rows were opened than it remembers', async () => {
    panel.close();
    const opened = Array.from({ length: 100 }, (_, index) => `row host${index}.test:80`);
    await open({ version: 1, open: opened, scrollTop: 0 });
    await panel.send(crowdedSnapshot(101));
    toggles()[100]!.click();
    heading('Destination').click();
    const left = panel.state();
    panel.close();
    await open(left);
    await panel.send(crowdedSnapshot(101));
    assert.equal(all('th[scope=col]')[0]!.getAttribute('aria-sort'), 'ascending');
    const isOpen = toggles().map((toggle) => toggle.getAttribute('aria-expanded') === 'true');
    assert.deepEqual([isOpen[0], isOpen[100]], [false, true]);
  });

  it('is as a person left it when the panel comes back', async () => {
    await panel.send(manySnapshot());
    heading('Open').click();
    type('test');
    toggles()[0]!.click();
    const left = panel.state();
    panel.close();
    await open(left);
    await panel.send(manySnapshot());
    assert.deepEqual(names(), ['mail.test:25', '127.0.0.1:5000 (orders.test)', 'cache.test:6379']);
    assert.equal(toggles()[0]!.getAttribute('aria-expanded'), 'true');
    assert.deepEqual(asked(), [[busy, 'mail.test:25']]);
  });
});
