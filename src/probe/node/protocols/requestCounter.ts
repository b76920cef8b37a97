/** Why nobody can say any more how many requests a stream carries. */
export type GaveUp = 'unknown protocol' | 'compressed' | 'malformed';

/**
 * Counts the requests in what a client writes to one connection. It looks at what a message is and
 * how long, keeps at most a few dozen bytes of where a message begins, and never throws.
 */
export interface RequestCounter {
  /**
   * @param chunk the next bytes, cut anywhere; not kept
   * @returns how many requests they hold: each counts once what it is has been read
   */
  feed(chunk: Buffer): number;
  /** Set once and for good: from then on nothing is counted. */
  readonly gaveUp: GaveUp | undefined;
}
