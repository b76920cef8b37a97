import type { SourceFile } from '../../sourceFile';

/**
 * Code written here with four spaces, double quotes and `\n`, as the file's author would have
 * written it.
 */
export function inStyleOf(file: SourceFile, code: string): string {
  const unit = indentUnit(file);
  let styled = code.replace(/^( {4})+/gm, (spaces) => unit.repeat(spaces.length / 4));
  if (file.once('quote', () => quoteOf(file)) === "'") {
    styled = styled.replace(/"""|"/g, (quote) => (quote === '"' ? "'" : quote));
  }
  return styled.replaceAll('\n', file.eol);
}

/** One level of indentation: what the first line after a colon has more; four spaces as PEP 8 says. */
export function indentUnit(file: SourceFile): string {
  return file.once('python indentation', () => {
    let opener: string | undefined;
    for (const line of file.text.split('\n')) {
      if (line.trim() === '') continue;
      const indent = line.slice(0, line.length - line.trimStart().length);
      if (opener !== undefined && indent.length > opener.length && indent.startsWith(opener)) {
        return indent.slice(opener.length);
      }
      opener = line.trimEnd().endsWith(':') ? indent : undefined;
    }
    return '    ';
  });
}

function quoteOf({ text }: SourceFile): string {
  const quotes = text.match(/(?<!["'])(["'])(?!["'])(?=[^"'\n]*\1)/g) ?? [];
  const single = quotes.filter((quote) => quote === "'").length;
  return single > quotes.length / 2 ? "'" : '"';
}
