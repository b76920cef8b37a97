/** VS Code's "Free port" terminal quick fix, and the ways to apply its expression. */
import xterm from '@xterm/headless';

/**
 * FreePortOutputRegex in
 * src/vs/workbench/contrib/terminalContrib/quickFix/browser/terminalQuickFixBuiltinActions.ts
 * (microsoft/vscode, commit 00ea3eab). V8 compiles an expression for the first text that it sees, as
 * it does in an editor; which text that is makes it faster or slower up to four times. In the bench
 * it is a log of Apache's, with which it is among the fastest.
 */
const freePortExpression =
  /(?:address already in use (?:0\.0\.0\.0|127\.0\.0\.1|localhost|::):|Unable to bind [^ ]*:|can't listen on port |listen EADDRINUSE [^ ]*:)(?<portNumber>\d{4,5})/;

/** By the method that `String.match` calls, because that is how VS Code calls it. */
export function isMatched(text: string): boolean {
  return freePortExpression[Symbol.match](text) !== null;
}

/** A terminal of VS Code's kind, in which the text was printed. */
export async function printed(text: string): Promise<xterm.Terminal> {
  const terminal = new xterm.Terminal({
    cols: 120,
    rows: 30,
    scrollback: 1_000_000,
    allowProposedApi: true,
  });
  await new Promise<void>((resolve) => {
    terminal.write(text.replaceAll('\n', '\r\n'), resolve);
  });
  return terminal;
}

/**
 * Looks through the lines of the terminal as VS Code does for its quick fixes, from the last one up:
 * `getOutputMatch` in
 * src/vs/platform/terminal/common/capabilities/commandDetection/terminalCommand.ts (microsoft/vscode,
 * commit 16738cb5). That stops after 30 lines; here all are looked at. Returns how many match.
 */
export function countInTerminal({ buffer, cols }: xterm.Terminal): number {
  let count = 0;
  for (let end = buffer.active.length - 1; end >= 0; end -= 1) {
    let start = end;
    while (start > 0 && buffer.active.getLine(start)?.isWrapped === true) start -= 1;
    const last = Math.min(end, start + Math.max((2_048 / cols) * 2));
    let line = '';
    for (let row = start; row <= last; row += 1) {
      line += buffer.active.getLine(row)?.translateToString(true, 0, cols) ?? '';
    }
    if (isMatched(line)) count += 1;
    end = start;
  }
  return count;
}
