/** The page from top to bottom: each block answers the question that the one above it raises. */
import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { element, setAttribute } from '../dom';
import { createArithmetic } from './arithmetic';
import { createDoors } from './doors';
import { createEmpty } from './empty';
import { createFindings } from './findings';
import { createFooter } from './footer';
import { createLiveBar } from './liveBar';
import { createMachineLine } from './machineLine';
import { createNumbers } from './numbers';
import { createPlay } from './play/play';
import { createRemedies } from './remedies';
import { createRuns } from './runs';
import { createSee } from './see';
import { createUnreadable } from './unreadable';
import { createVerdict } from './verdict';
import { createWho } from './who/who';

export function createPage(context: PanelContext): View<Snapshot> {
  const arithmetic = createArithmetic(context);
  const { playback } = context;
  const bar = createLiveBar(() => {
    play.backToLive();
    playback.resume();
  });
  const play = createPlay(context, (playing) => {
    bar.tell('playing', playing ? l10n.t('You are playing with numbers of your own.') : undefined);
  });
  playback.onChange(() => {
    bar.tell('paused', playback.paused ? pausedWords(playback.news) : undefined);
    if (playback.news !== undefined) {
      context.announce(playback.news);
    }
  });
  const blocks: readonly Block[] = [
    createMachineLine(context),
    createEmpty(context),
    createVerdict(context, arithmetic.reveal),
    createNumbers(),
    arithmetic,
    createSee(context),
    createWho(context),
    createFindings(context),
    createRemedies(context),
    play,
    createRuns(context),
    createUnreadable(),
    createDoors(context),
    createFooter(context),
  ];
  const main = element('main', 'panel', ...blocks.map((block) => block.element), bar.element);
  let headline: string | undefined;
  return {
    element: main,
    update: (snapshot) => {
      setAttribute(main, 'data-phase', snapshot.phase);
      for (const block of blocks) {
        block.update(snapshot);
      }
      const current = snapshot.verdict?.headline;
      if (current !== undefined && headline !== undefined && current !== headline) {
        context.announce(current);
      }
      headline = current ?? headline;
    },
  };
}

function pausedWords(news: string | undefined): string {
  return news === undefined
    ? l10n.t('Paused: the numbers stand still.')
    : l10n.t('Paused. Meanwhile: {0}', news);
}
