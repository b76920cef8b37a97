/** What stands over the curves, with its name beside it: the capacity, and the error that struck. */
import type uPlot from 'uplot';
import * as l10n from '@vscode/l10n';
import type { ChartView } from '../../../src/present/panel/protocol';
import { formatNumber } from '../format';
import type { Palette } from './palette';

const fontSizePx = 11;

/** Draws in canvas pixels, after the series. */
export function drawMarks(plot: uPlot, palette: Palette, view: ChartView | undefined): void {
  if (view === undefined) {
    return;
  }
  const { ctx } = plot;
  ctx.save();
  ctx.font = `600 ${fontSizePx * devicePixelRatio}px ${palette.fontFamily}`;
  if (view.capacity !== null) {
    drawCapacity(plot, palette, view.capacity, view.errorAtS);
  }
  if (view.errorAtS !== undefined) {
    drawError(plot, palette, view.errorAtS, view.capacity !== null);
  }
  ctx.restore();
}

/** A dashed line with its name at the end that is farther from the error's line. */
function drawCapacity(
  plot: uPlot,
  palette: Palette,
  capacity: number,
  errorAtS: number | undefined,
): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(capacity, 'y', true));
  ctx.strokeStyle = palette.capacity;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([12, 4, 2, 4].map((length) => length * devicePixelRatio));
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  const gap = 4 * devicePixelRatio;
  const middle = bbox.left + bbox.width / 2;
  const toTheLeft = errorAtS !== undefined && plot.valToPos(errorAtS, 'x', true) > middle;
  ctx.textAlign = toTheLeft ? 'left' : 'right';
  ctx.textBaseline = 'bottom';
  const label = l10n.t('capacity {0}', formatNumber(capacity));
  const x = toTheLeft ? bbox.left + gap : bbox.left + bbox.width - gap;
  writeOnBackground(ctx, palette, label, x, y - gap);
}

/** A solid line through the whole plot; its name only where there is room for one, at the top. */
function drawError(plot: uPlot, palette: Palette, errorAtS: number, named: boolean): void {
  const { ctx, bbox, scales } = plot;
  const { min, max } = scales['x'] ?? {};
  if (min === undefined || max === undefined || errorAtS < min || errorAtS > max) {
    return;
  }
  const x = Math.round(plot.valToPos(errorAtS, 'x', true));
  ctx.strokeStyle = palette.error;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  if (!named) {
    return;
  }
  const gap = 5 * devicePixelRatio;
  const toTheLeft = x > bbox.left + bbox.width / 2;
  ctx.textAlign = toTheLeft ? 'right' : 'left';
  ctx.textBaseline = 'top';
  const middle = bbox.top + bbox.height / 2;
  writeOnBackground(ctx, palette, l10n.t('✕ the error'), x + (toTheLeft ? -gap : gap), middle);
}

/** Text with a halo of the background, readable across grid and curve. */
function writeOnBackground(
  ctx: CanvasRenderingContext2D,
  palette: Palette,
  text: string,
  x: number,
  y: number,
): void {
  ctx.lineJoin = 'round';
  ctx.setLineDash([]);
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = palette.background;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = palette.text;
  ctx.fillText(text, x, y);
}
