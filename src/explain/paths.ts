/** Folders as processes and workspaces name them, on both kinds of system; compared as text only. */

/** Forward slashes, no trailing one; Windows' drive paths in lower case, as it does not tell cases apart. */
function canonical(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '');
  return /^[a-z]:/i.test(slashed) ? slashed.toLowerCase() : slashed;
}

/** Whether two paths name the same folder; an empty one names none. */
export function isSameFolder(left: string, right: string): boolean {
  return left !== '' && canonical(left) === canonical(right);
}

/** Whether a path is this folder or lies below it; an empty one is and does not. */
export function isInside(path: string, folder: string): boolean {
  if (path === '' || folder === '') return false;
  const inner = canonical(path);
  const outer = canonical(folder);
  return inner === outer || inner.startsWith(outer === '/' ? outer : `${outer}/`);
}

/** The last part of a path, whichever way its slashes lean. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
