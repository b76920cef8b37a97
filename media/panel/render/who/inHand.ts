/** Whether somebody is at a row of a table. */

/** Somebody points at a row, or is on one by keyboard: it must not move away under the hand. */
export function isInHand(table: HTMLElement): boolean {
  const body = table.querySelector('tbody');
  return body?.matches(':hover') === true || body?.contains(document.activeElement) === true;
}
