/** Where a plot is drawn, with a cursor for pointer and keys, and what it is on in words. */
import { element, setAttribute, setText } from '../dom';
import { moveCursor } from './cursorKeys';

export interface PlotAreaOptions {
  /** Id of the sentence that describes the plot. */
  readonly describedBy: string;
  /** What to say while the cursor is nowhere. */
  readonly hint: string;
  /** The point in words. */
  readonly words: (index: number) => string;
  /** The cursor has moved; undefined: it has gone. */
  readonly onMove: (index: number | undefined) => void;
}

export interface PlotArea {
  readonly plot: HTMLElement;
  readonly readout: HTMLElement;
  /** Names the plot and says how many points it has. */
  readonly describe: (name: string, points: number) => void;
  /** Puts the cursor on a point and says it; undefined takes it away. */
  readonly show: (index: number | undefined) => void;
}

export function createPlotArea(options: PlotAreaOptions): PlotArea {
  let last = -1;
  let shown: number | undefined;
  const plot = element('div', 'plot');
  plot.tabIndex = 0;
  plot.setAttribute('role', 'slider');
  plot.setAttribute('aria-describedby', options.describedBy);
  const readout = element('p', 'readout');

  const show = (index: number | undefined) => {
    shown = index;
    const words = index === undefined ? options.hint : options.words(index);
    setText(readout, words);
    setAttribute(plot, 'aria-valuenow', String(index ?? Math.max(0, last)));
    setAttribute(plot, 'aria-valuetext', words);
  };

  plot.addEventListener('keydown', (event) => {
    // On a line Up is forward, as on every slider.
    const range = { last, row: -1, page: 10 };
    const target = last < 0 ? undefined : moveCursor(event.key, shown ?? last, range);
    if (target !== undefined) {
      event.preventDefault();
      show(target);
      options.onMove(target);
    }
  });

  return {
    plot,
    readout,
    show,
    describe: (name, points) => {
      last = points - 1;
      setAttribute(plot, 'aria-label', name);
      setAttribute(plot, 'aria-valuemin', '0');
      setAttribute(plot, 'aria-valuemax', String(Math.max(0, last)));
    },
  };
}
