/** Says, wherever the reader is on the page, that what they see is not the present; and leads back. */
import * as l10n from '@vscode/l10n';
import { button, element, setHidden, setOptionalText } from '../dom';

/** What can keep the page from showing the present. */
export type Departure = 'playing' | 'paused';

export interface LiveBar {
  readonly element: HTMLElement;
  /** The sentence for a departure; undefined: it is over. */
  readonly tell: (departure: Departure, sentence: string | undefined) => void;
}

export function createLiveBar(backToLive: () => void): LiveBar {
  const sentences: Record<Departure, HTMLElement> = {
    playing: element('p', 'live-bar-words'),
    paused: element('p', 'live-bar-words'),
  };
  const back = button('button primary', backToLive, l10n.t('Back to live'));
  const bar = element(
    'aside',
    'live-bar',
    element('div', '', sentences.paused, sentences.playing),
    back,
  );
  bar.setAttribute('aria-label', l10n.t('Not live'));
  const show = () => {
    setHidden(
      bar,
      Object.values(sentences).every(({ hidden }) => hidden),
    );
  };
  for (const sentence of Object.values(sentences)) {
    setHidden(sentence, true);
  }
  show();
  return {
    element: bar,
    tell: (departure, sentence) => {
      setOptionalText(sentences[departure], sentence);
      show();
    },
  };
}
