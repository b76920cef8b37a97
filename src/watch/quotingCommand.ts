/**
 * Commands that show what is written elsewhere: a file, a page, a search. An error in their output
 * happened somewhere else and some other time, or is a sentence about errors. Pure.
 */

/** Programs that print files, pages, matches or what they are told to, on POSIX and on Windows. */
const quoting = new Set(
  [
    'ack ag awk bat batcat cat column cut diff echo egrep fgrep fold fzf git gawk grep head hexdump',
    'history hg info jq less ls man more most nl perldoc printf ripgrep rg sed sort strings svn tac',
    'tee tldr tr tree uniq vi view vim nano nvim wc xxd yq zcat zgrep zless',
    'echo findstr gc get-content get-help get-history help select-string sls type write-host',
    'write-output code code-insiders',
  ]
    .join(' ')
    .split(' '),
);

/** Words that stand before the program they run. */
const prefixes = new Set(['sudo', 'command', 'builtin', 'time', 'nice', 'env', 'exec', 'nohup']);

/** A command line holds no more programs than this; the rest is an argument or a mistake. */
const maxLength = 10_000;

/**
 * Whether a command line only shows text: true where every program in it does (`cat app.log | less`),
 * false where one may be speaking itself (`npm test | tee log`), and where nothing can be told.
 */
export function isQuotingCommand(commandLine: string): boolean {
  const programs = programsOf(commandLine.slice(0, maxLength));
  return programs.length > 0 && programs.every((name) => quoting.has(name));
}

/** The names of the programs that a shell would start, in lower case, without folder and `.exe`. */
function programsOf(commandLine: string): string[] {
  const names: string[] = [];
  for (const part of unquotedParts(commandLine)) {
    const words = part.trim().split(/\s+/);
    const first = words.find(
      (word) => !/^\w+=/.test(word) && !prefixes.has(word) && !word.startsWith('-'),
    );
    if (first !== undefined && first !== '') {
      names.push(
        first
          .replace(/^["'({]+|["')}]+$/g, '')
          .replace(/^.*[\\/]/, '')
          .replace(/\.exe$/i, '')
          .toLowerCase(),
      );
    }
  }
  return names;
}

/** Splits at `|`, `;`, `&` and line ends that stand outside of quotation marks. */
function unquotedParts(commandLine: string): string[] {
  return (
    commandLine
      .replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => quoted.replace(/[|;&\n]/g, ' '))
      // `2>&1` and `&>` are no separators.
      .replace(/\d?>&\d?|&>/g, ' ')
      .split(/[|;&\n]+/)
      .filter((part) => part.trim() !== '')
  );
}
