/** The processes below one, from /proc. */
import { readFileSync } from 'node:fs';
import { familyOf } from '../processNodes';

const MAX_FAMILY = 4096;

/**
 * The process and its descendants, parents before their children; at most 4,096. Those whose parent has
 * ended are below it no more (`children`: CONFIG_PROC_CHILDREN, on in all distributions).
 */
export function livingFamilyOf(root: number, procRoot = '/proc'): readonly number[] {
  const childrenOf = (processId: number) =>
    textAt(`${procRoot}/${processId}/task/${processId}/children`)
      .split(' ')
      .map(Number)
      .filter((childId) => childId > 0);
  return familyOf(root, childrenOf, MAX_FAMILY);
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
