/** The sockets among the open files of a process, from /proc/<pid>/fd (proc(5)). */
import { readdirSync, readlinkSync } from 'node:fs';
import { unavailableFrom } from '../reading';

/**
 * Calls `visit` with the inode of each socket that the process holds, and its descriptor.
 * @returns false where the process may not be looked into; one that has gone holds nothing
 */
export function forEachHeldSocket(
  procRoot: string,
  processId: number,
  visit: (inode: number, descriptor: string) => void,
): boolean {
  const directory = `${procRoot}/${processId}/fd`;
  let descriptors: readonly string[];
  try {
    descriptors = readdirSync(directory);
  } catch (error) {
    return unavailableFrom(error, directory).reason !== 'permission';
  }
  for (const descriptor of descriptors) {
    const inode = inodeAt(`${directory}/${descriptor}`);
    if (inode !== undefined) visit(inode, descriptor);
  }
  return true;
}

/** The inode of the socket that a descriptor stands for; undefined where it is none, or has gone. */
export function inodeAt(path: string): number | undefined {
  let link: string;
  try {
    link = readlinkSync(path);
  } catch {
    return undefined;
  }
  const digits = /^socket:\[(\d{1,15})\]$/.exec(link)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
