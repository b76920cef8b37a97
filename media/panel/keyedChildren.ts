/** Keeps an element's children in step with a list, without rebuilding those that stay. */
import type { View } from './context';

/**
 * Gives an updater for the children of `parent` (which must have no others). An item whose key was
 * there before keeps its element, and with it focus, selection, scroll position and open details:
 * the focused element is never moved, its neighbours move around it. A key that occurs twice is
 * told apart by its occurrence.
 */
export function keyedChildren<T>(
  parent: Element,
  keyOf: (item: T, index: number) => string,
  create: (item: T) => View<T>,
): (items: readonly T[]) => void {
  let views = new Map<string, View<T>>();
  return (items) => {
    const next = new Map<string, View<T>>();
    items.forEach((item, index) => {
      const key = unusedKey(next, keyOf(item, index));
      const view = views.get(key) ?? create(item);
      view.update(item);
      next.set(key, view);
    });
    for (const [key, view] of views) {
      if (!next.has(key)) {
        view.element.remove();
      }
    }
    order(
      parent,
      [...next.values()].map((view) => view.element),
    );
    views = next;
  };
}

function unusedKey(taken: ReadonlyMap<string, unknown>, key: string): string {
  let candidate = key;
  for (let occurrence = 2; taken.has(candidate); occurrence += 1) {
    candidate = `${key}\u0000${occurrence}`;
  }
  return candidate;
}

function order(parent: Element, elements: readonly Element[]): void {
  let cursor = parent.firstElementChild;
  for (const element of elements) {
    if (element.contains(parent.ownerDocument.activeElement)) {
      // To move it would take the focus from it, so what stands before it moves to the end.
      while (cursor !== null && cursor !== element) {
        const misplaced = cursor;
        cursor = cursor.nextElementSibling;
        parent.append(misplaced);
      }
    }
    if (cursor === element) {
      cursor = cursor.nextElementSibling;
    } else {
      parent.insertBefore(element, cursor);
    }
  }
}
