/** The canvas of the port map: keeps its size, repaints on change, fades between two snapshots. */
import type { PortMapView } from '../../../src/present/panel/protocol';
import { drawnInSight } from '../inSight';
import { motionIsReduced, onThemeChange, readPalette } from './palette';
import { cellAt, layOutPorts, portStates } from './portGrid';
import type { PortGrid, PortStates } from './portGrid';
import { paintPorts } from './portPainter';

const maxHeightPx = 240;
/** A fade takes a minute; four steps a second look smooth. */
const frameIntervalMs = 250;
/** After so long without a snapshot the picture stands still rather than guess on. */
const longestGuessS = 3;

export interface PortPicture {
  update(view: PortMapView, live: boolean): void;
  /** Frames one cell; undefined none. */
  select(cell: number | undefined): void;
  grid(): PortGrid;
  states(): PortStates;
}

/** Draws into `container`; `onCell` tells the cell under the pointer. */
export function createPortPicture(
  container: HTMLElement,
  onCell: (cell: number | undefined) => void,
): PortPicture {
  const canvas = document.createElement('canvas');
  const frame = document.createElement('div');
  frame.className = 'port-cursor';
  frame.hidden = true;
  container.append(canvas, frame);

  let states: PortStates = portStates({ first: 0, last: 0, open: [], waiting: [] });
  let grid = layOutPorts(1, 1, maxHeightPx);
  let palette = readPalette();
  let readAtMs = 0;
  let fullWaitS = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const layOut = () => {
    grid = layOutPorts(states.count, Math.max(1, container.clientWidth), maxHeightPx);
    const widthPx = grid.columns * grid.cellPx;
    const heightPx = grid.rows * grid.cellPx;
    const width = Math.round(widthPx * devicePixelRatio);
    const height = Math.round(heightPx * devicePixelRatio);
    // Setting a canvas' size clears it, so only when it differs.
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${widthPx}px`;
      canvas.style.height = `${heightPx}px`;
    }
  };
  const paint = () => {
    const ctx = canvas.getContext('2d');
    if (ctx === null) {
      return;
    }
    const elapsedS = Math.min(longestGuessS, (performance.now() - readAtMs) / 1_000);
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, canvas.width, canvas.height);
    paintPorts(ctx, { grid, states, palette, elapsedS, fullWaitS });
  };
  const repaint = drawnInSight(container, paint);
  const animate = () => {
    timer = setTimeout(() => {
      repaint();
      if (performance.now() - readAtMs < longestGuessS * 1_000) {
        animate();
      }
    }, frameIntervalMs);
  };

  onThemeChange(() => {
    palette = readPalette();
    paint();
  });
  new ResizeObserver(() => {
    layOut();
    paint();
    onCell(undefined);
  }).observe(container);
  canvas.addEventListener('pointermove', (event) => {
    onCell(cellAt(grid, event.offsetX, event.offsetY));
  });
  canvas.addEventListener('pointerleave', () => {
    onCell(undefined);
  });

  return {
    grid: () => grid,
    states: () => states,
    update: (view, live) => {
      clearTimeout(timer);
      states = portStates(view);
      // The longest wait seen so far stands for a full one; the system's own length is not in here.
      fullWaitS = view.waiting.reduce(
        (longest, [, wait]) => Math.max(longest, wait ?? 0),
        fullWaitS,
      );
      readAtMs = performance.now();
      layOut();
      repaint();
      if (live && view.waiting.length > 0 && !motionIsReduced()) {
        animate();
      }
    },
    select: (cell) => {
      frame.hidden = cell === undefined;
      if (cell !== undefined) {
        frame.style.left = `${(cell % grid.columns) * grid.cellPx}px`;
        frame.style.top = `${Math.floor(cell / grid.columns) * grid.cellPx}px`;
        frame.style.width = `${grid.cellPx}px`;
        frame.style.height = `${grid.cellPx}px`;
      }
    },
  };
}
