import type { Node } from '@vscode/tree-sitter-wasm';
import type { AnalysisContext, Position, Range, RemedyLanguage } from './finding';

/**
 * A parsed text and the habits of whoever wrote it: line ends, indentation, names in use.
 * Offsets count UTF-16 units, as the syntax tree of this runtime and editors do.
 */
export class SourceFile {
  private lineStarts: number[] | undefined;
  private nameSet: Set<string> | undefined;
  private readonly answers = new Map<string, unknown>();

  constructor(
    readonly text: string,
    readonly root: Node,
    readonly languageId: RemedyLanguage,
    readonly context: AnalysisContext,
  ) {}

  /** The answer to a question about the whole file, which is worked out once. */
  once<T>(question: string, answer: () => T): T {
    if (!this.answers.has(question)) this.answers.set(question, answer());
    return this.answers.get(question) as T;
  }

  /** The line end of the first line; `\n` for a single line. */
  get eol(): '\r\n' | '\n' {
    const first = this.text.indexOf('\n');
    return first > 0 && this.text[first - 1] === '\r' ? '\r\n' : '\n';
  }

  /** One level of indentation: a tab, or the smallest indentation of two spaces or more in use. */
  get indentUnit(): string {
    return this.once('indentation', () => {
      let smallest = Infinity;
      for (const [, indent = ''] of this.text.matchAll(/^([\t ]+)[^\s*]/gm)) {
        if (indent.startsWith('\t')) return '\t';
        if (indent.length > 1) smallest = Math.min(smallest, indent.length);
      }
      if (smallest !== Infinity) return ' '.repeat(smallest);
      return this.languageId === 'csharp' ? '    ' : '  ';
    });
  }

  /** Where the line of `offset` starts. */
  lineStart(offset: number): number {
    return this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line of `offset` ends, before its line end. */
  lineEnd(offset: number): number {
    const newline = this.text.indexOf('\n', offset);
    if (newline < 0) return this.text.length;
    return newline > offset && this.text[newline - 1] === '\r' ? newline - 1 : newline;
  }

  /** Where the line after that of `offset` starts; the end of the text after the last line. */
  nextLine(offset: number): number {
    const newline = this.text.indexOf('\n', offset);
    return newline < 0 ? this.text.length : newline + 1;
  }

  /** The white space that the line of `offset` begins with. */
  indentation(offset: number): string {
    const start = this.lineStart(offset);
    return /^[\t ]*/.exec(this.text.slice(start, this.lineEnd(start)))?.[0] ?? '';
  }

  /** The first of the names that the text does not use yet, then the last one with a number. */
  freeName(first: string, ...others: readonly string[]): string {
    this.nameSet ??= new Set(this.text.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
    const names = this.nameSet;
    const candidates = [first, ...others];
    const free = candidates.find((name) => !names.has(name));
    if (free !== undefined) return free;
    const base = candidates.at(-1) ?? first;
    let suffix = 2;
    while (names.has(`${base}${suffix}`)) suffix++;
    return `${base}${suffix}`;
  }

  position(offset: number): Position {
    this.lineStarts ??= [
      0,
      ...[...this.text.matchAll(/\r\n|\r|\n/g)].map((m) => m.index + m[0].length),
    ];
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  }

  range(start: number, end: number): Range {
    return { start: this.position(start), end: this.position(end) };
  }
}
