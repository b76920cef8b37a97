/**
 * The life of one port as a small timeline: taken by a connect, used, closed, kept in TIME_WAIT, free
 * again. It plays once when it comes into sight and again when asked; it stands still where motion is
 * reduced.
 */
import * as l10n from '@vscode/l10n';
import { numberWords, type NumberWords } from '../../../src/explain/format';
import type { PoolView, Snapshot } from '../../../src/present/panel/protocol';
import { motionIsReduced, onThemeChange } from '../charts/palette';
import type { PanelContext, View } from '../context';
import { button, element, setAttribute, setHidden, setText } from '../dom';
import { language } from '../format';
import { createProse } from './prose';
import { details } from './section';
import { createTable, textCell } from './table';

/** Short enough that nobody needs to stop it (WCAG 2.1, 2.2.2). */
const playForMs = 4_500;

export interface LifeStep {
  readonly id: 'connect' | 'open' | 'close' | 'time-wait' | 'free';
  /** One or two words, as they stand on the timeline. */
  readonly name: string;
  readonly happens: string;
  readonly lasts: string;
}

/** The steps from the connect to the free port, with the lengths of this pool. */
export function lifeSteps(pool: PoolView, words: NumberWords): readonly LifeStep[] {
  return [
    {
      id: 'connect',
      name: l10n.t('connect (SYN)'),
      happens: l10n.t('The system lends a free port to the new connection.'),
      lasts: '',
    },
    {
      id: 'open',
      name: l10n.t('open'),
      happens: l10n.t('The program and the other side talk.'),
      lasts: pool.holdTimeMs > 0 ? words.duration(pool.holdTimeMs) : l10n.t('hardly any time'),
    },
    {
      id: 'close',
      name: l10n.t('close (FIN)'),
      happens: l10n.t('Your side closes first, so your side must wait.'),
      lasts: '',
    },
    {
      id: 'time-wait',
      name: l10n.t('TIME_WAIT'),
      happens: l10n.t('Nothing. No new connection to the same place may use the port.'),
      lasts: words.seconds(pool.effectiveTimeWaitMs),
    },
    {
      id: 'free',
      name: l10n.t('free'),
      happens: l10n.t('The system may lend the port again.'),
      lasts: '',
    },
  ];
}

/** The timeline in words, with the share of the time in which the port is of no use to anyone. */
export function lifeSummary(pool: PoolView, words: NumberWords): string {
  const waitMs = pool.effectiveTimeWaitMs.maxMs;
  const idleShare = waitMs > 0 ? waitMs / (waitMs + pool.holdTimeMs) : 0;
  const life = l10n.t(
    'A connection to {0} that your side closes first stays in TIME_WAIT for {1}: its four-tuple, and with it the port, may not be used again so soon. {2} of the time that the port is taken, nobody uses it.',
    pool.destination,
    words.seconds(pool.effectiveTimeWaitMs),
    words.percent(idleShare),
  );
  return pool.closedHereShare < 1
    ? `${life} ${l10n.t(
        'Your side closes {0} of them first; the rest wait at the other side, and their ports are free at once.',
        words.percent(pool.closedHereShare),
      )}`
    : life;
}

export function createLifeOfPort(context: PanelContext): View<Snapshot> {
  const words = numberWords(language() ?? 'en');
  const summary = createProse('summary');
  const names = new Map<LifeStep['id'], { name: HTMLElement; lasts: HTMLElement }>();
  const track = element('div', 'life-track');
  for (const id of ['connect', 'open', 'close', 'time-wait', 'free'] as const) {
    const name = element('span', 'life-name');
    const lasts = element('span', 'life-lasts');
    names.set(id, { name, lasts });
    track.append(element('div', `life-step life-${id}`, name, lasts));
  }
  const marker = element('div', 'life-marker');
  track.append(marker);
  track.setAttribute('role', 'img');
  const used = element('div', 'life-scale-used');
  const scale = element('div', 'life-scale', used);
  scale.setAttribute('aria-hidden', 'true');
  const play = () => {
    marker.animate(
      [
        { left: '0', opacity: 1 },
        { left: 'calc(100% - 10px)', opacity: 1 },
      ],
      playForMs,
    );
  };
  const watch = button('button quiet', play, l10n.t('Watch it'));
  const table = createTable<LifeStep>({
    caption: l10n.t('The life of one port'),
    keyOf: ({ id }) => id,
    columns: [
      { title: l10n.t('Step'), cell: textCell(({ name }) => name) },
      { title: l10n.t('What happens'), cell: textCell(({ happens }) => happens) },
      { title: l10n.t('How long'), cell: textCell(({ lasts }) => lasts || '–') },
    ],
  });
  const figure = element(
    'figure',
    'life',
    element('h3', '', l10n.t('The life of one port')),
    summary.element,
    track,
    element('p', 'life-scale-label', l10n.t('The same to scale: used, and waiting')),
    scale,
    watch,
    details(context, 'life-table', l10n.t('The same numbers as a table'), [table.element]),
  );
  const followMotion = () => {
    setHidden(watch, motionIsReduced());
  };
  followMotion();
  onThemeChange(followMotion);
  playOnceInSight(track, play);
  return {
    element: figure,
    update: ({ pool }) => {
      setHidden(figure, pool === undefined);
      if (pool === undefined) {
        return;
      }
      const steps = lifeSteps(pool, words);
      for (const { id, name, lasts } of steps) {
        const shown = names.get(id);
        if (shown !== undefined) {
          setText(shown.name, name);
          setText(shown.lasts, lasts);
        }
      }
      const sentence = lifeSummary(pool, words);
      summary.update(sentence);
      setAttribute(track, 'aria-label', sentence);
      table.update(steps);
      const wholeMs = pool.holdTimeMs + pool.effectiveTimeWaitMs.maxMs;
      used.style.width = `${wholeMs > 0 ? (pool.holdTimeMs / wholeMs) * 100 : 0}%`;
    },
  };
}

/** Where nothing can tell what is in sight, it waits to be asked. */
function playOnceInSight(track: HTMLElement, play: () => void): void {
  if (!('IntersectionObserver' in window)) {
    return;
  }
  const observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        if (!motionIsReduced()) {
          play();
        }
      }
    },
    { threshold: 1 },
  );
  observer.observe(track);
}
