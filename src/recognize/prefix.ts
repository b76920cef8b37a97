/**
 * What a program that runs others (concurrently, docker compose, turbo, pm2, …) puts before each of
 * their lines: a time, a name, or both. The lines of one name are one program's output.
 */

/** What stands before a line. */
export interface Prefix {
  /** The program's name as the line spells it; empty where only a time stands there. */
  readonly name: string;
  readonly length: number;
}

const time = String.raw`\[?(?:\d{4}-\d\d-\d\d[T ])?\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?(?: [AP]M)?`;
/** A logger's level is no program's name. */
const level = String.raw`(?:trace|debug|verbose|info|notice|warn(?:ing)?|err(?:or)?|fatal|critical)`;
/** A date, Python's number of an error, and what git calls a commit are no names in brackets. */
const noName = String.raw`\d{1,4}[.:-]|(?:err|win)\w{2,5} \d|\S{1,60}(?: \(root-commit\))? [\da-f]{7,40}\]`;
const word = String.raw`[\w@.][\w@./-]{0,60}`;
// One space, or the two that foreman for Node puts after its bar.
const gap = String.raw` (?: (?<=^[\d:]{7,8} [AP]M [^|\n]{0,80}\|  )(?=\S))?`;

/**
 * - `[server] `: concurrently, npm-run-all
 * - `web-1  | `, `12:00:07 PM api.1 |  `, `0|api  | `: docker compose, foreman, pm2
 * - `web:dev: `, `packages/web dev: `: turbo, pnpm
 * - `-4711 `: concurrently, a process after the time
 */
const certain = new RegExp(
  String.raw`^(?:${time}(?![\w.,]) ?)?(?<name>\[(?!${level}\]|${noName})[\w@.][^\]\n]{0,60}\]|(?:\d{1,3}\|)?(?!\d+ |Line )${word} {0,20}\||${word}:(?!:)[\w:-]{1,40}:|\w[\w@./-]{0,60}/[\w@.-]{1,60} [\w:-]{1,40}:|(?<=\d)-\d{1,7})(?:${gap}|$)`,
  'i',
);
const timeOnly = new RegExp(String.raw`^${time}(?: |$)`);
/** `web: `: nx, lerna. An error's name looks the same, so the line before must begin so too. */
const possible = /^(?<name>[\w@.][\w@./-]{0,60}:)(?: |$)/;
const errorName = /(?:Error|Exception):$/;

/**
 * The prefix of a line, if it has one.
 *
 * @param lineBefore what stood above it, asked where only that can tell a prefix from a message
 */
export function prefixOf(line: string, lineBefore: () => string | undefined): Prefix | undefined {
  const match = certain.exec(line) ?? timeOnly.exec(line);
  if (match) {
    return { name: match.groups?.['name']?.trimEnd() ?? '', length: match[0].length };
  }
  const guess = possible.exec(line);
  const name = guess?.groups?.['name'];
  return guess && name !== undefined && !errorName.test(name) && lineBefore()?.startsWith(name)
    ? { name, length: guess[0].length }
    : undefined;
}

/**
 * A line of this program without its prefix; undefined where the line is another program's. A line
 * without a prefix is everybody's.
 *
 * @param program the name in the prefix; undefined where lines have none
 */
export function ownPart(line: string, program: string | undefined): string | undefined {
  const prefix = program === undefined ? undefined : prefixOf(line, () => program);
  if (!prefix) {
    return line;
  }
  return prefix.name === program ? line.slice(prefix.length) : undefined;
}
