/** How a range of ports is laid out as cells, from a hundred ports to sixty thousand. Pure. */
import type { PortMapView } from '../../../src/present/panel/protocol';

const largestCellPx = 16;
/** Smaller than this a cell is a speck; several ports then share one. */
const smallestCellPx = 3;

export interface PortGrid {
  /** Side of a cell with its gap, in CSS pixels. */
  readonly cellPx: number;
  readonly columns: number;
  readonly rows: number;
  readonly cells: number;
  readonly portsPerCell: number;
}

/** The largest cells that fit into the space; where even the smallest do not, ports share cells. */
export function layOutPorts(portCount: number, widthPx: number, maxHeightPx: number): PortGrid {
  for (let cellPx = largestCellPx; cellPx > smallestCellPx; cellPx -= 1) {
    const grid = gridOf(portCount, 1, cellPx, widthPx);
    if (grid.rows * cellPx <= maxHeightPx) {
      return grid;
    }
  }
  const columns = Math.max(1, Math.floor(widthPx / smallestCellPx));
  const rows = Math.max(1, Math.floor(maxHeightPx / smallestCellPx));
  const portsPerCell = Math.max(1, Math.ceil(portCount / (columns * rows)));
  return gridOf(portCount, portsPerCell, smallestCellPx, widthPx);
}

function gridOf(
  portCount: number,
  portsPerCell: number,
  cellPx: number,
  widthPx: number,
): PortGrid {
  const cells = Math.ceil(portCount / portsPerCell);
  const columns = Math.max(1, Math.min(cells, Math.floor(widthPx / cellPx)));
  return { cellPx, columns, rows: Math.ceil(cells / columns), cells, portsPerCell };
}

/** The cell under a point, in CSS pixels from the picture's corner; undefined outside. */
export function cellAt(grid: PortGrid, xPx: number, yPx: number): number | undefined {
  const column = Math.floor(xPx / grid.cellPx);
  const row = Math.floor(yPx / grid.cellPx);
  const cell = row * grid.columns + column;
  const inside = column >= 0 && column < grid.columns && row >= 0 && cell < grid.cells;
  return inside ? cell : undefined;
}

export const free = 0;
export const open = 1;
export const waiting = 2;

/** Every port of the range by its offset. */
export interface PortStates {
  readonly count: number;
  readonly state: Uint8Array;
  /** Seconds a waiting port still waits; NaN where that is not known. */
  readonly remainingS: Float32Array;
}

/** Offsets outside the range are left out: the range may have changed between two readings. */
export function portStates(view: Omit<PortMapView, 'summary' | 'source'>): PortStates {
  const count = view.last - view.first + 1;
  const state = new Uint8Array(count);
  const remainingS = new Float32Array(count);
  for (const [offset, seconds] of view.waiting) {
    state[offset] = waiting;
    remainingS[offset] = seconds ?? NaN;
  }
  for (const offset of view.open) {
    state[offset] = open;
  }
  return { count, state, remainingS };
}

export interface CellContent {
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly open: number;
  readonly waiting: number;
  readonly free: number;
  /** The longest wait in the cell; NaN where not known, 0 where nothing waits. */
  readonly remainingS: number;
}

/** What one cell stands for. */
export function cellContent(states: PortStates, grid: PortGrid, cell: number): CellContent {
  const firstOffset = cell * grid.portsPerCell;
  const lastOffset = Math.min(states.count, firstOffset + grid.portsPerCell) - 1;
  let opened = 0;
  let waits = 0;
  let remainingS = 0;
  for (let offset = firstOffset; offset <= lastOffset; offset += 1) {
    const state = states.state[offset];
    if (state === open) {
      opened += 1;
    } else if (state === waiting) {
      waits += 1;
      const seconds = states.remainingS[offset] ?? NaN;
      remainingS = Number.isNaN(seconds) ? seconds : Math.max(remainingS, seconds);
    }
  }
  const all = lastOffset - firstOffset + 1;
  return {
    firstOffset,
    lastOffset,
    open: opened,
    waiting: waits,
    free: all - opened - waits,
    remainingS,
  };
}
