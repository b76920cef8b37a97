/** The key to a picture: a sample drawn as in the picture, a word, and sometimes a figure. */
import { element, setHidden, setOptionalText } from '../dom';

export interface LegendEntry {
  /** Names the sample's look in the style sheet. */
  readonly sample: string;
  readonly label: string;
}

export interface Legend {
  readonly element: HTMLElement;
  /** One figure for each entry, in order; undefined shows none. */
  readonly setFigures: (figures: readonly (string | undefined)[]) => void;
  /** Leaves out what the picture does not show now. */
  readonly setShown: (shown: readonly boolean[]) => void;
}

export function createLegend(entries: readonly LegendEntry[]): Legend {
  const figures = entries.map(() => element('span', 'legend-figure'));
  const items = entries.map(({ sample, label }, index) =>
    element(
      'li',
      '',
      element('span', `sample sample-${sample}`),
      label,
      ' ',
      ...figures.slice(index, index + 1),
    ),
  );
  return {
    element: element('ul', 'legend', ...items),
    setFigures: (texts) => {
      figures.forEach((figure, index) => {
        setOptionalText(figure, texts[index]);
      });
    },
    setShown: (shown) => {
      items.forEach((item, index) => {
        setHidden(item, shown[index] === false);
      });
    },
  };
}
