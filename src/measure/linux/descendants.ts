/** The processes below one, from /proc. */
import { readFileSync } from 'node:fs';

const MAX_FAMILY = 4096;

/**
 * The process and its descendants, parents before their children; at most 4,096. Those whose parent has
 * ended are below it no more (`children`: CONFIG_PROC_CHILDREN, on in all distributions).
 */
export function familyOf(root: number, procRoot = '/proc'): readonly number[] {
  const family = [root];
  for (const processId of family) {
    const path = `${procRoot}/${processId}/task/${processId}/children`;
    for (const child of textAt(path).split(' ')) {
      const childId = Number(child);
      if (childId > 0 && family.length < MAX_FAMILY) family.push(childId);
    }
  }
  return family;
}

function textAt(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
