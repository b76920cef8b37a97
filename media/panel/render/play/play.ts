/** Block 6: sliders over the model; sentence, curve and picture answer at once. */
import * as l10n from '@vscode/l10n';
import { numberWords } from '../../../../src/explain/format';
import type { PoolView, Snapshot } from '../../../../src/present/panel/protocol';
import type { LevelView } from '../../charts/levelChart';
import type { Block, PanelContext } from '../../context';
import { element, setHidden, setText } from '../../dom';
import { language } from '../../format';
import { drawnInSight } from '../../inSight';
import {
  answerTo,
  curveOf,
  horizonMs,
  momentsOf,
  pictureOf,
  turningMs,
  type Answer,
} from '../../play/answer';
import { curveSummary, outcome } from '../../play/sentences';
import { startingSetting, type Setting } from '../../play/setting';
import { machineShortcuts, questionShortcuts } from '../../play/shortcuts';
import { createPortMapFigure } from '../portMapFigure';
import { portsInWords } from '../portsInWords';
import { section } from '../section';
import { createAnswerText } from './answerText';
import { createLevelFigure } from './levelFigure';
import { createShortcutRow } from './shortcutRow';
import { createSliders } from './sliders';

export interface PlayBlock extends Block {
  /** Puts the sliders back to the numbers of now, which they follow from then on. */
  readonly backToLive: () => void;
}

/** `onPlaying` is told whether the sliders stand elsewhere than the numbers of now. */
export function createPlay(
  context: PanelContext,
  onPlaying: (playing: boolean) => void,
): PlayBlock {
  const words = numberWords(language() ?? 'en');
  let live: PoolView | undefined;
  let answer = answerTo(startingSetting(undefined));
  /** The moment that the picture shows, on the curve; undefined: the one worth looking at. */
  let moment: number | undefined;
  let overMs = horizonMs(answer);

  const change = (setting: Setting) => {
    const before = outcome(answer, words);
    context.view.setPlay(setting);
    draw();
    const now = outcome(answer, words);
    if (now !== before) {
      context.announce(now);
    }
  };
  const machines = createShortcutRow(l10n.t('The same rate on:'), change);
  const questions = createShortcutRow(l10n.t('Ask:'), change);
  const sliders = createSliders(words, change);
  const text = createAnswerText(words);
  const level = createLevelFigure(context, words, (index) => {
    moment = index;
    drawPicture();
  });
  const picture = createPortMapFigure(context, {
    id: 'play-ports',
    title: l10n.t('The ports at that moment'),
    label: l10n.t('Every port, at the moment that the curve is looked at'),
    numbered: false,
  });
  const start = element('p', 'lead');
  const block = section(
    'play',
    l10n.t('Let me play'),
    l10n.t('Move a slider or press a button: nothing on your machine changes.'),
    start,
    machines.element,
    questions.element,
    element('div', 'play-desk', text.element, sliders.element, level.element),
    picture.element,
  );

  const drawPicture = () => {
    const atMs = moment === undefined ? turningMs(answer) : (momentsOf(overMs)[moment] ?? 0);
    const ports = pictureOf(answer, atMs);
    const summary = l10n.t('After {0}: {1}.', words.duration(atMs), portsInWords(ports, words));
    picture.update({ portMap: { ...ports, summary, source: '' }, live: false });
  };
  const draw = () => {
    const playing = context.view.play;
    const setting = playing ?? startingSetting(live);
    answer = answerTo(setting);
    overMs = horizonMs(answer);
    const now =
      playing === undefined || live === undefined ? undefined : answerTo(startingSetting(live));
    onPlaying(playing !== undefined);
    setText(start, whoseNumbers(live, playing !== undefined));
    machines.update({ shortcuts: machineShortcuts(live), setting });
    questions.update({ shortcuts: questionShortcuts(), setting });
    sliders.update(setting);
    text.update({ answer, ...(now && { now }) });
    level.update({
      level: levelOf(answer, now, overMs),
      summary: curveSummary(answer, overMs, words),
    });
    drawPicture();
  };

  const follow = drawnInSight(block, draw);

  return {
    element: block,
    backToLive: () => {
      context.view.setPlay(undefined);
      draw();
    },
    update: ({ arithmetic, pool }: Snapshot) => {
      setHidden(block, arithmetic === undefined);
      if (arithmetic === undefined) {
        onPlaying(false);
        return;
      }
      live = pool;
      follow();
    },
  };
}

function whoseNumbers(live: PoolView | undefined, playing: boolean): string {
  if (playing) {
    return live === undefined
      ? l10n.t('These are your numbers. Nothing was measured to go back to yet.')
      : l10n.t('These are your numbers, not those of {0}.', live.destination);
  }
  if (live === undefined) {
    return l10n.t('Nothing was measured yet: these are the numbers of the article of 2005.');
  }
  const { destination, reuseRatio } = live;
  return reuseRatio === undefined
    ? l10n.t(
        'These are the numbers of now, towards {0}. Calls are not counted here: each new connection is taken for one.',
        destination,
      )
    : l10n.t(
        'These are the numbers of now, towards {0}: its calls, as the probe counted them.',
        destination,
      );
}

function levelOf(answer: Answer, now: Answer | undefined, overMs: number): LevelView {
  const occupiedPorts = curveOf(answer, overMs);
  const nowPorts = now === undefined ? [] : curveOf(now, overMs);
  return {
    timesS: momentsOf(overMs).map((ms) => ms / 1_000),
    occupiedPorts,
    nowPorts: occupiedPorts.map((_, index) => nowPorts[index] ?? null),
    capacity: answer.model.capacity,
    ...(Number.isFinite(answer.timeToExhaustionMs) && {
      exhaustedAtS: answer.timeToExhaustionMs / 1_000,
    }),
  };
}
