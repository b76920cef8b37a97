/**
 * How full a pool must be found to be called exhausted. Every limit is a share of its ports.
 *
 * The look comes some 100 ms to a second after the error, and in between ports come back: evenly
 * spread TIME_WAIT rows at 1/T a second, which is 3.3 % a second at the shortest length that a
 * system of today has (macOS, 30 s). A program that died of the error gives its open connections
 * back at once, while its TIME_WAIT rows stay. A program that lives on refills what came back.
 */

/** Full, allowing for a look that came 1.5 s late (5 % at 3.3 % a second). */
export const fullShare = 0.95;

/** Full but for the open connections of a program that has died since. */
export const nearlyFullShare = 0.8;

/**
 * Below this it was not full: half of the range would have to have come back since the error, which
 * takes TIME_WAIT rows a quarter of a minute on any system; only a program that held half of the
 * range open and died leaves such a picture, and the verdict's disproof says so.
 */
export const notExhaustedShare = 0.5;
