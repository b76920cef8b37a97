/** What stands over the curves, with its name beside it: a limit, and the moment that something struck. */
import type uPlot from 'uplot';
import type { Palette } from './palette';

const fontSizePx = 11;

/** In the units of the plot's axes. */
export interface Marks {
  /** A dashed line from side to side. */
  readonly limit?: { readonly value: number; readonly label: string };
  /** A solid line from top to bottom, with a name where there is room for one. */
  readonly moment?: { readonly at: number; readonly label?: string };
}

/** Draws in canvas pixels, after the series. */
export function drawMarks(plot: uPlot, palette: Palette, { limit, moment }: Marks): void {
  const { ctx } = plot;
  ctx.save();
  ctx.font = `600 ${fontSizePx * devicePixelRatio}px ${palette.fontFamily}`;
  if (limit !== undefined) {
    drawLimit(plot, palette, limit, moment?.at);
  }
  if (moment !== undefined) {
    drawMoment(plot, palette, moment);
  }
  ctx.restore();
}

/** Its name stands at the end that is farther from the moment; an arrow says that it lies higher. */
function drawLimit(
  plot: uPlot,
  palette: Palette,
  { value, label }: NonNullable<Marks['limit']>,
  momentAt: number | undefined,
): void {
  const { ctx, bbox, scales } = plot;
  const gap = 4 * devicePixelRatio;
  const fits = value <= (scales['y']?.max ?? value);
  const y = fits ? Math.round(plot.valToPos(value, 'y', true)) : bbox.top;
  if (fits) {
    ctx.strokeStyle = palette.capacity;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([12, 4, 2, 4].map((length) => length * devicePixelRatio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  const middle = bbox.left + bbox.width / 2;
  const toTheLeft = momentAt !== undefined && plot.valToPos(momentAt, 'x', true) > middle;
  ctx.textAlign = toTheLeft ? 'left' : 'right';
  ctx.textBaseline = fits ? 'bottom' : 'top';
  const x = toTheLeft ? bbox.left + gap : bbox.left + bbox.width - gap;
  writeOnBackground(ctx, palette, fits ? label : `${label} ↑`, x, fits ? y - gap : y + gap);
}

function drawMoment(
  plot: uPlot,
  palette: Palette,
  { at, label }: NonNullable<Marks['moment']>,
): void {
  const { ctx, bbox, scales } = plot;
  const { min, max } = scales['x'] ?? {};
  if (min === undefined || max === undefined || at < min || at > max) {
    return;
  }
  const x = Math.round(plot.valToPos(at, 'x', true));
  ctx.strokeStyle = palette.error;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  if (label === undefined) {
    return;
  }
  const gap = 5 * devicePixelRatio;
  const toTheLeft = x > bbox.left + bbox.width / 2;
  ctx.textAlign = toTheLeft ? 'right' : 'left';
  ctx.textBaseline = 'top';
  const middle = bbox.top + bbox.height / 2;
  writeOnBackground(ctx, palette, `✕ ${label}`, x + (toTheLeft ? -gap : gap), middle);
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
