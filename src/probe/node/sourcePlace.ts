import { findSourceMap } from 'node:module';
import type { Place } from '../../measure/probe/wire';

const longestFile = 1_000;

/**
 * The place in the source of code that a loader made out of it in memory (tsx, ts-node): the file's
 * name is the source's, its lines are not. JavaScript on the disk is left to the editor, as reading
 * the map of a large bundle takes long and would be the program's time.
 *
 * @returns undefined where the runtime has no map of this file (it keeps them only if told to)
 */
export function sourcePlace(file: string, line: number, column: number): Place | undefined {
  if (/\.[cm]?js$/i.test(file)) return undefined;
  try {
    const entry = findSourceMap(file)?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry)) return undefined;
    return {
      file: entry.originalSource.slice(0, longestFile),
      line: entry.originalLine + 1,
      column: entry.originalColumn + 1,
    };
  } catch {
    return undefined; // a map that the runtime cannot read
  }
}
