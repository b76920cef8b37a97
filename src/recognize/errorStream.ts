/** The state that a stream of text needs between two blocks, and the walk over its lines. */
import { hintsIn } from './clue';
import { readFrame } from './frames';
import { isQuotedBelow, isResultBelow } from './innocent';
import { PendingError } from './pendingError';
import type { Candidates } from './prefilter';
import { CandidateScan, errorCluesIn, maxReadLength, mightNameSocketError } from './prefilter';
import { ownPart, prefixOf } from './prefix';
import type { Platform, SocketError, SourceFrame } from './socketError';
import {
  continuesStack,
  isExceptionHeader,
  isNested,
  isRecovery,
  linksStacks,
} from './surroundings';

/** Text that is kept because the stack of the next error may begin in it. */
const maxHistoryLength = 16_384;
/** Lines before an error that are looked at: a deep Python traceback. */
const maxLinesBefore = 120;
/** Lines above a stack in which a server may say where it is going to listen. */
const maxLinesAbove = 8;
/** Lines after an error that may belong to it: a deep .NET stack with inner exceptions. */
const maxLinesAfter = 400;
/** Lines of something else after which an error is complete. */
const maxQuietLines = 4;

export interface ErrorStreamOptions {
  /** The system where the program runs, where that is known. */
  readonly platform?: Platform | undefined;
  /** Finds the places where a text may name an error; string searches unless given. */
  readonly candidatesIn?: (text: string) => Candidates;
}

/**
 * Recognises the errors in one stream of text (one program's stdout, say). Blocks hold whole
 * lines, joined by `\n`; where the text is cut into blocks makes no difference.
 */
export class ErrorStream {
  private readonly platform: Platform | undefined;
  private readonly candidatesIn: (text: string) => Candidates;
  private history = '';
  private pending: PendingError | undefined;
  private pendingLine = '';
  /** The name before the lines of the program whose error is pending, where a wrapper puts one. */
  private program: string | undefined;
  private pendingLocation: SourceFrame | undefined;
  private linesAfter = 0;
  private quietLines = 0;
  private isLinked = false;
  private isHeaded = false;
  /** What stands before the pending error's words in their line. */
  private opening = '';

  constructor({ platform, candidatesIn }: ErrorStreamOptions = {}) {
    this.platform = platform;
    this.candidatesIn = candidatesIn ?? ((text) => new CandidateScan(text));
  }

  /**
   * Takes the next lines; returns the errors that are complete now.
   *
   * @param location where the debugger says the block comes from; used where no stack names a place
   */
  accept(text: string, location?: SourceFrame): SocketError[] {
    const errors: SocketError[] = [];
    const candidates = this.candidatesIn(text);
    let position = 0;
    while (position <= text.length) {
      const start = this.pending ? position : startOfLine(text, candidates.next(position));
      if (start === undefined) {
        break;
      }
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline;
      const line = text.slice(start, Math.min(end, start + maxReadLength));
      errors.push(
        ...this.read(line, (program) => this.linesBefore(text, start, program), location),
      );
      position = end + 1;
    }
    this.remember(text);
    return errors;
  }

  /** Whether the next lines may belong to an error that was seen, however ordinary they look. */
  get awaitsMore(): boolean {
    return this.pending !== undefined;
  }

  /** The stream rests or has ended: what is pending is complete. */
  settle(): SocketError[] {
    const errors = this.tell();
    this.forget();
    return errors;
  }

  private forget(): void {
    this.pending = undefined;
    this.program = undefined;
  }

  /** What is pending, once; its text may go on. */
  private tell(): SocketError[] {
    const error = this.pending?.finish(this.platform, this.pendingLocation);
    return error ? [error] : [];
  }

  private read(
    raw: string,
    before: (program: string | undefined) => string[],
    location: SourceFrame | undefined,
  ): SocketError[] {
    const own = ownPart(raw, this.program);
    const isCandidate = mightNameSocketError(raw);
    const prefix =
      isCandidate && (own === undefined || this.program === undefined)
        ? prefixOf(raw, () => before(undefined).at(-1))
        : undefined;
    const line = prefix ? raw.slice(prefix.length) : (own ?? raw);
    const [first, ...others] = isCandidate ? errorCluesIn(line) : [];
    if (first === undefined) {
      return this.pending ? this.readAfter(own) : [];
    }
    if (isRecovery(line) && first.operation !== 'connect') {
      this.forget();
      return [];
    }
    const isPartOfStack =
      (isNested(line) && !this.isBeside(line)) ||
      this.isLinked ||
      linksStacks(line) ||
      this.isReprinted(line);
    if (own !== undefined && this.pending?.isSame(first, isPartOfStack) === true) {
      this.pending.addClues([first, ...others]);
      this.readAround(line);
      this.readAbove(() => before(this.program));
      this.isLinked = false;
      this.linesAfter += 1;
      return [];
    }
    const program = prefix?.name ?? this.program;
    const complete = this.settle();
    const above = before(program);
    if (isQuotedBelow(line, above.slice(startOfStack(above, false)))) {
      return complete;
    }
    this.pending = new PendingError([first, ...others], line);
    this.pendingLine = line;
    this.program = program;
    this.pendingLocation = location;
    this.linesAfter = this.quietLines = 0;
    this.isLinked = false;
    this.isHeaded = isExceptionHeader(line);
    this.opening = line.slice(0, first.index);
    for (const hint of hintsIn(line, 'line')) {
      this.pending.addWords(hint);
    }
    this.readEscapedFrames(line);
    this.readBefore(above, isNested(line));
    return complete;
  }

  /** The next error of a list, not a cause: indented and begun alike (`Promise.allSettled`). */
  private isBeside(line: string): boolean {
    return /^\s+\S/.test(this.opening) && line.startsWith(this.opening);
  }

  /** A log's message, and right after it the same error with its stack. */
  private isReprinted(line: string): boolean {
    return this.linesAfter === 0 && !this.isHeaded && isExceptionHeader(line);
  }

  /** A line after the error that names none itself; undefined where it is another program's. */
  private readAfter(line: string | undefined): SocketError[] {
    this.linesAfter += 1;
    if (line === undefined) {
      return this.linesAfter >= maxLinesAfter ? this.settle() : [];
    }
    const isLink = linksStacks(line);
    if (this.linesAfter === 1 && !this.isHeaded && isResultBelow(line, this.pendingLine)) {
      this.forget();
      return [];
    }
    if (isRecovery(line) && this.pending?.isConnect === false) {
      this.forget();
      return [];
    }
    if (isLink) {
      this.isLinked = true;
      this.pending?.frames.endOfStack();
    }
    const isForeign = !this.isLinked && isExceptionHeader(line);
    this.quietLines = this.readAround(line) || continuesStack(line) ? 0 : this.quietLines + 1;
    if (isForeign || this.quietLines >= maxQuietLines) {
      return this.settle();
    }
    // What is left of so long a text repeats the error, as a dump of its request does.
    return this.linesAfter >= maxLinesAfter ? this.tell() : [];
  }

  /** Takes a line's frame and hints, as far as they are still wanted; true if it had any. */
  private readAround(line: string): boolean {
    const { pending } = this;
    if (!pending || (pending.isComplete && pending.frames.isDecided && continuesStack(line))) {
      return false;
    }
    const frame = readFrame(line, pending.runtimeName);
    if (frame) {
      pending.addFrame(frame);
    }
    const hints = pending.isComplete && continuesStack(line) ? [] : hintsIn(line, 'near');
    for (const hint of hints) {
      pending.addWords(hint);
    }
    return frame !== undefined || hints.length > 0;
  }

  /** JSON loggers print a stack with `\n` spelled out, in the line of the message. */
  private readEscapedFrames(line: string): void {
    const [head = '', ...rest] = line.split(String.raw`\n`);
    for (const part of rest.length > 0 ? rest : [head]) {
      const frame = readFrame(part, this.pending?.runtimeName);
      if (frame) {
        this.pending?.addFrame(frame);
      }
    }
  }

  /**
   * The lines above the error: Python's traceback, the frames of an outer error, the place where
   * Node says it was thrown. Frames of stacks that follow their message count only for a nested
   * error; else they belong to the error before.
   */
  private readBefore(above: readonly string[], isInner: boolean): void {
    const stack = above.slice(startOfStack(above, isInner));
    for (const line of stack) {
      const frame = readFrame(line);
      if (frame && (isInner || frame.order !== 'innermost-first')) {
        this.pending?.addFrame(frame);
      }
    }
    this.pending?.frames.endOfStack();
    for (const line of [...stack].reverse()) {
      for (const hint of hintsIn(line, 'near')) {
        this.pending?.addWords(isInner ? hint : { ...hint, endpoint: undefined });
      }
    }
    this.readAbove(() => above);
  }

  /** Where the call went, as far as the stack above and the lines above that say it. */
  private readAbove(before: () => readonly string[]): void {
    if (this.pending?.isComplete === true) {
      return;
    }
    const above = before();
    const from = Math.max(0, startOfStack(above, false) - maxLinesAbove);
    for (const line of above.slice(from).reverse()) {
      for (const hint of hintsIn(line, 'above')) {
        this.pending?.addAbove(hint);
      }
    }
  }

  /** The lines above, in the order of the text. */
  private linesBefore(text: string, start: number, program: string | undefined): string[] {
    const above = text.slice(Math.max(0, start - maxHistoryLength), start);
    const joined = above.length < maxHistoryLength ? `${this.history}${above}` : above;
    return joined
      .slice(-maxHistoryLength)
      .split('\n')
      .slice(-maxLinesBefore - 1, -1)
      .map((line) => ownPart(line, program))
      .filter((line) => line !== undefined);
  }

  /** Keeps the tail of the text; cut only now and then, because cutting copies. */
  private remember(text: string): void {
    this.history =
      text.length >= maxHistoryLength
        ? `${text.slice(-maxHistoryLength)}\n`
        : `${this.history}${text}\n`;
    if (this.history.length > 4 * maxHistoryLength) {
      this.history = this.history.slice(-maxHistoryLength);
    }
  }
}

/** Indented, or part of a stack that is not: Python's in some logs, PowerShell's, Nim's. */
const hangsOn = /^(?:\s|$|File "|Line \|$|\/[^()\n]{1,500}\.nim\(\d)/;

/**
 * Where the lines begin that belong together with the one below them: an indented block and the
 * line that it hangs on; for a line that is indented itself, also the block above that line, if it
 * is the head of an error.
 */
function startOfStack(lines: readonly string[], isInner: boolean): number {
  const startOfBlock = (end: number): number => {
    let from = end;
    while (from > 0 && hangsOn.test(lines[from - 1] ?? '')) {
      from -= 1;
    }
    return Math.max(0, from - 1);
  };
  const from = startOfBlock(lines.length);
  return isInner && isExceptionHeader(lines[from] ?? '') ? startOfBlock(from) : from;
}

function startOfLine(text: string, at: number | undefined): number | undefined {
  return at === undefined ? undefined : text.lastIndexOf('\n', at) + 1;
}
