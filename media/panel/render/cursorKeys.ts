/** The keys that move a cursor over a picture, as on any slider. */

export interface CursorRange {
  readonly last: number;
  /** How far Up and Down go: 1 on a line, the width of a row on a grid. */
  readonly row: number;
  /** How far Page Up and Page Down go. */
  readonly page: number;
}

/** Where `key` takes the cursor, or undefined where it is none of ours. */
export function moveCursor(key: string, position: number, range: CursorRange): number | undefined {
  const target = destination(key, position, range);
  return target === undefined ? undefined : Math.min(range.last, Math.max(0, target));
}

function destination(key: string, position: number, range: CursorRange): number | undefined {
  switch (key) {
    case 'ArrowLeft':
      return position - 1;
    case 'ArrowRight':
      return position + 1;
    case 'ArrowUp':
      return position - range.row;
    case 'ArrowDown':
      return position + range.row;
    case 'PageUp':
      return position - range.page;
    case 'PageDown':
      return position + range.page;
    case 'Home':
      return 0;
    case 'End':
      return range.last;
    default:
      return undefined;
  }
}
