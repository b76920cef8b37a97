import type { SourceFile } from '../../sourceFile';
import { eachChild } from '../../syntax';

/**
 * Code written here with two spaces, single quotes, semicolons and `\n`, as the file's author
 * would have written it.
 */
export function inStyleOf(file: SourceFile, code: string): string {
  let styled = code.replace(/^( {2})+/gm, (spaces) => file.indentUnit.repeat(spaces.length / 2));
  if (file.once('quote', () => quoteOf(file)) === '"') styled = styled.replaceAll("'", '"');
  if (!file.once('semicolons', () => usesSemicolons(file))) styled = styled.replace(/;$/gm, '');
  return styled.replaceAll('\n', file.eol);
}

function quoteOf({ text }: SourceFile): string {
  const ofImports = text.match(/(?<=\b(from|import|require\()\s*)['"]/g);
  const quotes = ofImports ?? text.match(/(['"])(?=[^'"\n]*\1)/g) ?? [];
  const double = quotes.filter((quote) => quote === '"').length;
  return double > quotes.length / 2 ? '"' : "'";
}

const ending = /^(import_statement|lexical_declaration|variable_declaration|expression_statement)$/;

/** Told from the first statements that may end in one. */
function usesSemicolons(file: SourceFile): boolean {
  let [statements, ended] = [0, 0];
  for (const statement of eachChild(file.root)) {
    if (!ending.test(statement.type)) continue;
    statements++;
    if (statement.lastChild?.type === ';') ended++;
    if (statements === 20) break;
  }
  return ended * 2 >= statements;
}
