/** The panel's message loop: init, then complete snapshots, of which only the newest is drawn. */
import * as l10n from '@vscode/l10n';
import type { Snapshot } from '../../src/present/panel/protocol';
import type { Host, PanelContext, View } from './context';
import { readToPanel } from './messages';
import { createPlayback } from './playback';
import { createPage } from './render/page';
import { createAnnouncer } from './render/announcer';
import { restoreViewState } from './viewState';

/**
 * Starts the panel in the document's body and tells the host that it is ready. Nothing is drawn
 * before the first message, because only `init` knows the language.
 */
export function startPanel(host: Host): void {
  let page: View<Snapshot> | undefined;
  let waiting: Snapshot | undefined;
  let lastSeq = -Infinity;
  let headline: string | undefined;
  const view = restoreViewState(host);
  const playback = createPlayback();
  const announcer = createAnnouncer();
  const context: PanelContext = {
    send: (message) => {
      host.post(message);
    },
    view,
    playback,
    announce: announcer.announce,
  };

  const draw = () => {
    if (playback.paused) {
      // The newest waits until the page follows the present again.
      return;
    }
    const snapshot = waiting;
    waiting = undefined;
    if (snapshot === undefined) {
      return;
    }
    if (page === undefined) {
      page = createPage(context);
      document.body.append(page.element, announcer.element);
      page.update(snapshot);
      restoreScroll(context);
    } else {
      page.update(snapshot);
    }
    headline = snapshot.verdict?.headline;
    // As it was left: still, at the first picture that shows something.
    if (view.paused && snapshot.phase === 'ready') playback.pause();
  };
  playback.onChange(() => {
    if (view.paused !== playback.paused) view.setPaused(playback.paused);
    if (!playback.paused) {
      requestAnimationFrame(draw);
    }
  });

  const receive = (given: unknown) => {
    const message = readToPanel(given);
    if (message === undefined) {
      context.announce(l10n.t('An update could not be read and was left out.'));
      return;
    }
    switch (message.type) {
      case 'init':
        l10n.config({ contents: { ...message.l10n } });
        lastSeq = -Infinity;
        return;
      case 'snapshot':
        if (message.seq <= lastSeq) {
          return;
        }
        lastSeq = message.seq;
        if (waiting === undefined) {
          requestAnimationFrame(draw);
        }
        waiting = message;
        if (playback.paused && message.verdict && message.verdict.headline !== headline) {
          playback.tell(message.verdict.headline);
        }
    }
  };

  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    receive(event.data);
  });
  host.post({ type: 'ready' });
}

/** Where the reader was before the tab was hidden, and from now on where they are. */
function restoreScroll({ view }: PanelContext): void {
  if (view.scrollTop > 0) {
    window.scrollTo(0, view.scrollTop);
  }
  window.addEventListener('scrollend', () => {
    view.setScrollTop(window.scrollY);
  });
}
