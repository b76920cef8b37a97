/** Where Windows keeps its own programs. */

const DEFAULT_ROOT = 'C:\\Windows';
/** A drive letter and plain folder names: no quotes, wildcards, control characters, or `..`. */
const PLAIN_PATH = /^[A-Za-z]:(?:\\(?!\.\.?(?:\\|$))[^<>:"/\\|?*\p{Cc}]{1,255}){1,16}\\?$/u;

/**
 * `%SystemRoot%\System32`.
 * @param environment the editor's; a SystemRoot that is no plain absolute path is not trusted, and
 *   `C:\Windows` is taken
 */
export function systemDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment['SystemRoot'] ?? environment['windir'] ?? '';
  const root = PLAIN_PATH.test(named) ? named.replace(/\\$/, '') : DEFAULT_ROOT;
  return `${root}\\System32`;
}
