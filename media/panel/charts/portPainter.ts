/** Paints the port grid: free ports hollow, waiting ones fading as their time runs out, open ones ringed. */
import type { Palette } from './palette';
import { cellContent } from './portGrid';
import type { PortGrid, PortStates } from './portGrid';

/** Alpha in steps, so that the cells of one step share one fill. */
const alphaSteps = 12;
/** A port about to come free is still visibly not free. */
const faintestAlpha = 0.22;
const faintestStep = Math.ceil(faintestAlpha * alphaSteps);
/** Cells of this size and more have room for a ring, so open ports are told apart without colour. */
const ringFromPx = 7;

export interface Painting {
  readonly grid: PortGrid;
  readonly states: PortStates;
  readonly palette: Palette;
  /** Seconds since the states were read: by so much the waits have shortened. */
  readonly elapsedS: number;
  /** The wait that counts as full, in seconds. */
  readonly fullWaitS: number;
}

/** Draws in CSS pixels; the context is scaled to the screen. */
export function paintPorts(ctx: CanvasRenderingContext2D, painting: Painting): void {
  const { grid, states, palette } = painting;
  const gapPx = grid.cellPx > 5 ? 2 : grid.cellPx > 3 ? 1 : 0.5;
  const sidePx = grid.cellPx - gapPx;
  const waitingByStep = Array.from({ length: alphaSteps + 1 }, () => new Path2D());
  const openCells = new Path2D();
  const freeCells = new Path2D();
  const holes = new Path2D();
  for (let cell = 0; cell < grid.cells; cell += 1) {
    const x = (cell % grid.columns) * grid.cellPx;
    const y = Math.floor(cell / grid.columns) * grid.cellPx;
    const content = cellContent(states, grid, cell);
    if (content.open > 0) {
      openCells.rect(x, y, sidePx, sidePx);
      if (sidePx >= ringFromPx) {
        const insetPx = Math.round(sidePx * 0.28);
        holes.rect(x + insetPx, y + insetPx, sidePx - 2 * insetPx, sidePx - 2 * insetPx);
      }
    } else if (content.waiting > 0) {
      const occupied = content.waiting / (content.waiting + content.free);
      const step = Math.round(occupied * waitAlpha(content.remainingS, painting) * alphaSteps);
      waitingByStep[Math.max(faintestStep, step)]?.rect(x, y, sidePx, sidePx);
    } else {
      freeCells.rect(x + 0.5, y + 0.5, Math.max(0.5, sidePx - 1), Math.max(0.5, sidePx - 1));
    }
  }
  paintFree(ctx, freeCells, palette, sidePx >= ringFromPx);
  ctx.fillStyle = palette.waiting;
  waitingByStep.forEach((path, step) => {
    ctx.globalAlpha = step / alphaSteps;
    ctx.fill(path);
  });
  ctx.globalAlpha = 1;
  ctx.fillStyle = palette.open;
  ctx.fill(openCells);
  ctx.fillStyle = palette.background;
  ctx.fill(holes);
}

/** Hollow where there is room for an outline, else a breath of colour. */
function paintFree(
  ctx: CanvasRenderingContext2D,
  cells: Path2D,
  palette: Palette,
  outlined: boolean,
): void {
  if (outlined) {
    ctx.globalAlpha = 0.55;
    ctx.strokeStyle = palette.faint;
    ctx.lineWidth = 1;
    ctx.stroke(cells);
  } else {
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = palette.faint;
    ctx.fill(cells);
  }
}

/** From full (just closed) to faint (about to come free); an unknown wait stands in the middle. */
function waitAlpha(remainingS: number, { elapsedS, fullWaitS }: Painting): number {
  if (Number.isNaN(remainingS)) {
    return (1 + faintestAlpha) / 2;
  }
  const left = Math.min(1, Math.max(0, (remainingS - elapsedS) / fullWaitS));
  return faintestAlpha + (1 - faintestAlpha) * left;
}
