import type { TextEdit } from './finding';

/** More lines apart than this, and one edit for all of them does. */
const mostSteps = 1_000;

/** Lines [from, to) of the old text become `lines`. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * The edits, of whole lines, that turn `before` into `after`: what is between them is not touched, so
 * cursors, folds and breakpoints there stay. Ordered and apart. By the greedy algorithm of E. Myers,
 * "An O(ND) Difference Algorithm and Its Variations" (1986).
 */
export function lineEdits(before: string, after: string): TextEdit[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  const most = Math.min(old.length, now.length) - head;
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const hunks = difference(
    old.slice(head, old.length - tail),
    now.slice(head, now.length - tail),
  ).map(({ from, to, lines }) => ({ from: from + head, to: to + head, lines }));
  return hunks.map((hunk) => toEdit(hunk, old));
}

/** Each line with its line end, so that joined they are the text. */
function linesOf(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
}

function toEdit({ from, to, lines }: Hunk, old: readonly string[]): TextEdit {
  return {
    range: { start: lineStart(from, old), end: lineStart(to, old) },
    newText: lines.join(''),
  };
}

/** The start of a line; where the text ends without a line end, the end of its last line. */
function lineStart(line: number, lines: readonly string[]): { line: number; character: number } {
  const last = lines.at(-1);
  return line === lines.length && last !== undefined && !/[\r\n]$/.test(last)
    ? { line: line - 1, character: last.length }
    : { line, character: 0 };
}

function difference(old: readonly string[], now: readonly string[]): Hunk[] {
  if (old.length === 0 && now.length === 0) return [];
  const path = shortestPath(old, now);
  if (path === undefined) return [{ from: 0, to: old.length, lines: now }];
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...path, [old.length, now.length] as const]) {
    if (nextX > x || nextY > y) hunks.push({ from: x, to: nextX, lines: now.slice(y, nextY) });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return hunks;
}

/** The pairs of equal lines on a shortest way from the old lines to the new; `undefined` if too long. */
function shortestPath(
  old: readonly string[],
  now: readonly string[],
): (readonly [number, number])[] | undefined {
  /** For each number of steps, how far each diagonal came. */
  const reached: Map<number, number>[] = [];
  let last = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(mostSteps, old.length + now.length); steps++) {
    const current = new Map<number, number>();
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      let x = startOf(diagonal, steps, last).x;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      current.set(diagonal, x);
      if (x >= old.length && x - diagonal >= now.length) {
        return walkBack(old.length, now.length, [...reached, last]);
      }
    }
    reached.push(last);
    last = current;
  }
  return undefined;
}

/** Where a diagonal is entered: one line inserted from above, or one removed from the left. */
function startOf(
  diagonal: number,
  steps: number,
  reached: ReadonlyMap<number, number>,
): { x: number; from: number } {
  const below = reached.get(diagonal - 1) ?? -1;
  const above = reached.get(diagonal + 1) ?? -1;
  const isInsertion = diagonal === -steps || (diagonal !== steps && below < above);
  return isInsertion ? { x: above, from: diagonal + 1 } : { x: below + 1, from: diagonal - 1 };
}

function walkBack(
  endX: number,
  endY: number,
  reached: readonly ReadonlyMap<number, number>[],
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, diagonal] = [endX, endX - endY];
  for (let steps = reached.length - 1; steps >= 0; steps--) {
    const start = startOf(diagonal, steps, reached[steps] ?? new Map<number, number>());
    while (x > start.x) {
      x--;
      pairs.push([x, x - diagonal]);
    }
    diagonal = start.from;
    x = reached[steps]?.get(diagonal) ?? 0;
  }
  return pairs.reverse();
}
