/** Spares the work of drawing what nobody can see now. */

/** What is out of sight is still drawn this often, for those who read the page without looking at it. */
const outOfSightIntervalMs = 2_000;

/**
 * Gives a function that asks for `draw`: done at once while `element` is in sight, else when it comes
 * into sight or has not been drawn for some time. Where nothing can tell what is in sight, all is.
 */
export function drawnInSight(element: Element, draw: () => void): () => void {
  let inSight = true;
  let isStale = false;
  let drawnAtMs = -Infinity;
  const drawNow = () => {
    isStale = false;
    drawnAtMs = performance.now();
    draw();
  };
  if ('IntersectionObserver' in window) {
    new IntersectionObserver((entries) => {
      inSight = entries.at(-1)?.isIntersecting ?? true;
      if (inSight && isStale) {
        drawNow();
      }
    }).observe(element);
  }
  return () => {
    if (inSight || performance.now() - drawnAtMs >= outOfSightIntervalMs) {
      drawNow();
    } else {
      isStale = true;
    }
  };
}
