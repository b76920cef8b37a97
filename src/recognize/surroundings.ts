/** What the lines around an error are: part of its stack, source code, a test's name, a recovery. */

/** Lines with which a runtime says that the next stack belongs to the same error. */
const links =
  /^(?:During handling of the above exception|The above exception was the direct cause|Caused by: |[^A-Za-z]{0,60}---> )/;
/** Other lines of a stack that are not indented. */
const partsOfStacks =
  /^(?:Emitted 'error' event|Traceback \(most recent call last\)|--- End of |goroutine \d|Node\.js v\d|File ")/;
const exceptionHeader =
  /^(?:Uncaught |Unhandled exception\. )?[\w.$]{0,120}(?:Error|Exception)\b(?!\w)/;
const closers = /^[\s}\])>,;]{1,20}$/;

/** Source lines that a runtime prints above a stack, or that a tool shows around a failure. */
const sourceCode =
  /(?:[=!]==?|\bcase|\bincludes\(|\bequal\(.{0,80}|\bin)\s{0,3}['"`](?:WSA)?E[A-Z]{3,20}['"`]|^\s{0,80}(?:>\s{0,4})?\d{1,6} \|(?:\s|$)|^\s{0,80}(?:(?:if|case|const|let|var|return|throw|assert|expect|import|export|function|catch|else)\b|\/\/|\/\*|\*(?!\*\*)|#)|=>\s{0,2}[{(]?$|\{\s{0,4}$(?<!: \{|\[|\) \{)/;
/** `EADDRINUSE (Address already in use): an attempt to bind …`: a manual explains. */
const definition = /^[\s*\x60-]{0,12}(?:WSA)?E[A-Z]{3,20}[\x60*]{0,4} \(/;
const passed = /^\s{0,40}(?:[✓✔√☑] |ok \d|PASS\b|\d{1,4} passing)/;
const failedName = /^\s{0,40}(?:[✗✘✖×●▶◯○⎯] ?|not ok \d|FAIL\b|\d{1,4}\) )/;

const another = String.raw`(?:another|an? (?:free|different|random|new)|next|available|free|different|alternative|other|random|instead|port \d|\d{2,5}\b)`;
const recovery = new RegExp(
  String.raw`(?:^\s*|["'.,;:!→>\])(–-] ?|\b(?:so|now|instead|and) )(?:[Tt]rying|[Uu]sing|[Ss]witching to|[Ff]alling back to|[Mm]oving to|[Rr]etrying (?:on|with)|[Ww]ill use)\b[^?]{0,60}\b${another}`,
);

/** An indented line, or one that a stack goes on with. */
export function continuesStack(line: string): boolean {
  return /^(?:\s|$)/.test(line) || isUnindentedPart(line) || closers.test(line);
}

function isUnindentedPart(line: string): boolean {
  return links.test(line) || partsOfStacks.test(line);
}

/** The next error of the same stack: a cause, an inner exception, the next of a chain. */
export function linksStacks(line: string): boolean {
  return links.test(line);
}

/** The line belongs to the error of the line above it: indented, or an inner exception. */
export function isNested(line: string): boolean {
  return /^\s|^[^A-Za-z]{0,60}---> |^\[cause\]/.test(line);
}

/** The first line of an error; one that we do not know ends the error before it. */
export function isExceptionHeader(line: string): boolean {
  return exceptionHeader.test(line);
}

/** Source code or the name of a test that merely mentions a code. */
export function isInnocent(line: string): boolean {
  return (
    passed.test(line) ||
    definition.test(line) ||
    (failedName.test(line) && !/\b(?:\w*(?:Error|Exception)|ERROR)\b/.test(line)) ||
    sourceCode.test(line)
  );
}

/** The program says that it helps itself with another port, so nobody need help it. */
export function isRecovery(line: string): boolean {
  return recovery.test(line);
}
