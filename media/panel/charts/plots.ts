/** Keeps plots in step with the space they have and with the theme, by building them anew. */
import type uPlot from 'uplot';
import { onThemeChange } from './palette';

export interface Plots {
  /** One set of data for each plot, in order. */
  setData(data: readonly uPlot.AlignedData[]): void;
  /** Puts the cursor of every plot at a value of the x axis; undefined takes it away. */
  setCursor(x: number | undefined): void;
}

/** `create` draws into `container` at a width in CSS pixels; it may have nothing to draw yet. */
export function keepPlots(
  container: HTMLElement,
  create: (widthPx: number) => readonly uPlot[],
): Plots {
  let plots: readonly uPlot[] = [];
  let drawnWidth = 0;
  const build = () => {
    for (const plot of plots) {
      plot.destroy();
    }
    drawnWidth = container.clientWidth;
    plots = drawnWidth === 0 ? [] : create(drawnWidth);
  };
  onThemeChange(build);
  new ResizeObserver(() => {
    if (container.clientWidth !== drawnWidth) {
      build();
    }
  }).observe(container);
  return {
    setData: (data) => {
      if (plots.length === 0) {
        build();
        return;
      }
      plots.forEach((plot, index) => {
        const series = data[index];
        if (series !== undefined) {
          plot.setData(series);
        }
      });
    },
    setCursor: (x) => {
      for (const plot of plots) {
        plot.setCursor({ left: x === undefined ? -1 : plot.valToPos(x, 'x'), top: 0 }, false);
      }
    },
  };
}
