/**
 * Lines that mention an error and report none: source code, what a search finds in it, manuals and
 * tables of errors, the names of tests. Each rule has its texts under test/fixtures/recognize/quiet.
 */

// `ERROR` is no code.
const code = String.raw`(?:WSA)?E(?!RROR\b)[A-Z]{3,20}`;
const words = String.raw`(?:${code}|in use|requested address|socket address)`;
const quote = '["\'`]';

/** An expression that matches where any of the parts does. */
function anyOf(...parts: readonly string[]): RegExp {
  return new RegExp(parts.join('|'));
}

/** What tools put before a line of a file: its number, a mark, the name of the file. */
const gutters = [
  /^\s{0,20}(?:[>|→]{1,2}|->|=>)?\s{0,12}\d{1,6}(?:\s{0,4}[|│:┃-]|\s(?=\s{0,80}\S))/, // compilers, debuggers, `cat -n`
  /^[-+<>](?!\d)/, // diff
  /^\s{0,20}[|│┃]/, // the further lines of a frame
  /^[\w@.+/-]{1,200}\.\w{1,8}[:-](?:\d{1,6}[:-]){0,2}/, // grep
  /^\^?[\da-f]{7,40} (?:\S{1,200} {1,20})?\(.{1,80} \d{4}-\d\d-\d\d .{1,40} {1,6}\d{1,6}\)/, // git blame
];

/** Statements, comments and literals of the usual languages. */
const source = anyOf(
  String.raw`^\s{0,80}(?:(?:if|case|const|let|var|return|throw|raise|assert|expect|import|export|from|function|def|fn|catch|rescue|except|else|elif|unless|my|our|use|match|switch|while|for|static|int|char|void|public|private|puts?|type|package|class|echo)\b(?!:)|\/[/*]|#(?!\d)|--\s)|^\s{1,80}\*[\s/]`,
  String.raw`^\s{0,80}(?:it|test|describe|check|print\w{0,2}|die|warn|fail)\b\s?[(]?\s?${quote}`,
  String.raw`^\s{0,80}[\w$.:>[\]-]{1,80}\s{1,4}[:+|]?=\s{1,4}(?:[{[(]|.{1,400};$)`, // an assignment
  String.raw`^\s{0,80}\}\s?(?:catch|else|finally)\b`,
  String.raw`^\s{0,80}[rbuf]?(?:"{3}|'{3})`, // a docstring
  String.raw`^[\s:]{0,80}[\w$.]{1,60}\(${quote}.{0,300}[;{]`, // a call
  String.raw`^\s{0,80}(?!err)[a-z][\w.]{0,60}\(${quote}.{0,300}\)$`, // a call without a semicolon
  String.raw`${quote}[)\]}]{0,4};(?:\s|$)`, // a string that ends a statement
  String.raw`=>\s{0,2}[{(]?$`,
  String.raw`\{\s{0,4}$(?<!: \{|\[|\) \{)`,
  String.raw`(?:[=!]==?|\bcase|\bincludes\(|\bequal\(.{0,80}|\bin)\s{0,3}${quote}${code}${quote}`,
);

/** A manual or a table explains a code, in any order of name, number and words. */
const definition = anyOf(
  String.raw`^[\s*\x60-]{0,12}${code}[\x60*]{0,4} \(`, // `EADDRINUSE (Address already in use): …`
  String.raw`^\W{0,12}(?:-?\d{1,5}\W{1,6})?${code}["'\x60*]{0,3}(?:\s{1,24}|[\t ]{0,4}[=|,:]>?[\t ]{0,4})["']?-?\d{1,5}(?![.:\d])`,
  String.raw`^\W{0,12}-?\d{1,5}\W{1,10}${code}\W{1,24}\w`,
  String.raw`^\W{0,12}${code}["']?\s{0,24}(?:[:,|]|=>)\s{0,24}["'[]`,
  String.raw`^\s{0,20}err(?:no|or) \d{1,3} (?:is|means) `,
  String.raw`^[^\w([]{0,8}\d{1,3}[^\w)]{1,12}[^\d\s][^:\d]{0,80}$`, // `98: Address already in use`
);

/** The place or the commit stands before the text: a search or a history, no program, speaks. */
const finding = anyOf(
  String.raw`^(?!\/)[\w@.+/-]{1,200}\.\w{1,8}[:-]\d{1,6}[:-](?:\d{1,5}:)?(?! \S|in [\x60'])\s{0,80}\S`, // grep, rg
  String.raw`^\{"(?:type":"(?:match|context)","data"|\$message_type":"diagnostic"|reason":"compiler-)`, // rg and cargo, as JSON
  String.raw`^\s{2,4}\d{1,6}:\d{1,6}\s{2,20}(?:error|warning)\s{2}`, // ESLint
  String.raw`^[*|\\/ ]{0,12}(?=[\da-f]{0,11}[a-f])(?=[\da-f]{0,11}\d)[\da-f]{7,12} \S`, // git log --oneline
  String.raw`^\[\S{1,200}(?: \(root-commit\))? [\da-f]{7,40}\] `, // git commit
  String.raw`^summary \S`, // git blame --porcelain
  String.raw`^\W{0,12}(?:[Ff]ix|[Ff]eat|[Cc]hore|[Dd]ocs|[Rr]efactor|[Tt]est|[Pp]erf|[Rr]evert)(?:\([^)]{1,60}\))?!?: `, // a commit's kind
  String.raw`^\+{1,4}(?:\s|[^+\d\s])`, // the shell's trace, and what a diff adds
);

/** Between backticks, or quoted in a sentence, a message stands in prose; as does a keyword. */
const prose = anyOf(
  String.raw`\x60[^\x60]{0,200}${words}[^\x60]{0,200}\x60`,
  String.raw`\b(?:an?|the)\s["'“][^"'“”]{0,80}${words}["'”]`,
  String.raw`["“][^"“”]{0,80}${words}[^"“”]{0,100}[^."“”]["”]\.(?:\s|$)`, // the full stop of the sentence around
  String.raw`^\s{1,40}"[a-z][a-z ]{0,80}",?$`,
);

const passed = /^\s{0,40}(?:[✓✔√☑] |ok \d|PASS\b|\d{1,4} passing)/;
const failed = /^\s{0,40}(?:[✗✘✖×✕●▶◯○⎯] ?|not ok \d{1,6} (?:- )?|\d{1,4}\) )/;
const numbered = /^\s{0,40}(?:not ok|\d)/;
/** Programs set a mark before an error too; then its name, or a word in capitals, follows. */
const failure =
  /^(?:Uncaught )?(?:\w{0,60}(?:Error|Exception)\b|\[?(?:ERROR|error)\b|(?:listen|bind|connect) E|[A-Z]\w{1,20} )/;
/** Only reports of tests have these: a path of suites, a duration, an element of JUnit. */
const report = anyOf(
  String.raw`^\s{0,40}(?:FAIL\b|<test(?:suite|case)\b|"(?:full)?[tT]itle": )`,
  String.raw`^\s{0,40}[✗✘✖×✕●▶◯○⎯❯] .{0,800}? (?:[›>] |\(?\d{1,6}(?:\.\d{1,9})?\s?ms\)?$)`,
  String.raw`^\s{0,40}[✗✘✖×✕] \[fail\]: `,
  String.raw` \.\.\. (?:ok|FAIL|ERROR|skipped .{0,200})$`,
);

function isTestName(line: string): boolean {
  if (passed.test(line) || report.test(line)) {
    return true;
  }
  const mark = failed.exec(line)?.[0];
  if (mark === undefined) {
    return false;
  }
  const name = line.slice(mark.length);
  return !failure.test(name) || (numbered.test(line) && /^[A-Z][a-z]{1,20} /.test(name));
}

/** The line without what a tool put before it. */
function withoutGutter(line: string): string {
  const gutter = gutters.find((one) => one.test(line));
  return gutter ? line.replace(gutter, '') : line;
}

/** Source code, documentation, or the name of a test that merely mentions an error. */
export function isInnocent(line: string): boolean {
  return (
    isTestName(line) ||
    [source, definition, finding, prose].some((rule) => rule.test(line)) ||
    source.test(withoutGutter(line))
  );
}

const fence = /^(?:\s{0,12}\x60{3,6}|~{3,6})[\w-]{0,20}$/;
const dateOfCommit = /^(?:Author|Commit)?Date: {2,}\S/;
const failedSuite = /^\s{1,40}\d{1,4}\) /;

/**
 * The lines above show that this one is quoted: a fence of Markdown, the date of a commit, the
 * number of a failed test whose name it ends.
 */
export function isQuotedBelow(line: string, before: readonly string[]): boolean {
  return (
    fence.test(before.at(-1) ?? '') ||
    dateOfCommit.test(before[0] ?? '') ||
    (/^\s.*:$/.test(line) && before.slice(-3).some((above) => failedSuite.test(above)))
  );
}

/** A test's result, one step in from the line above: that was the name of its group. */
export function isResultBelow(line: string, above: string): boolean {
  return /^\s{1,40}(?:[✓✔√✗✘✖×✕] |ok \d|not ok \d)/.test(line) && indentOf(line) > indentOf(above);
}

function indentOf(line: string): number {
  return line.search(/\S|$/);
}
