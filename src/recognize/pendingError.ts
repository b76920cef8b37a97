/** One error while its text still arrives: the message, its causes, its stack, its properties. */
import { classify } from './classify';
import type { Clue, Words } from './clue';
import { isPath } from './endpoint';
import type { ReadFrame } from './frames';
import { UserFrame } from './frames';
import type { Endpoint, Operation, Platform, SocketError, SourceFrame } from './socketError';
import { maxLineLength } from './socketError';

/** All control characters but the tab. */
const controls = /[^\P{Cc}\t]/gu;

/** The line as it may be shown: no control characters, the matched part within the limit. */
function shown(line: string, index: number): string {
  const from = index > maxLineLength / 2 ? index - maxLineLength / 4 : 0;
  return line
    .slice(from, from + maxLineLength)
    .replace(controls, '')
    .trim();
}

/** Two endpoints that may be the same one, as far as both say. */
function agree(one: Endpoint | undefined, other: Endpoint | undefined): boolean {
  return (
    (one?.port === undefined || other?.port === undefined || one.port === other.port) &&
    (one?.address === undefined || other?.address === undefined || one.address === other.address)
  );
}

export class PendingError {
  readonly frames = new UserFrame();
  private readonly first: Clue;
  private readonly line: string;
  private readonly seen = new Set<string>();
  private runtime: string | undefined;
  private operation: Operation = 'unknown';
  private isOperationWeak = true;
  private endpoint: Endpoint | undefined;
  private platform: Platform | undefined;
  private anyPort: boolean;
  private local: string | undefined;
  private mayLackAddress: boolean;
  /** What the lines above say, the nearest first; which call it was may only turn out below. */
  private readonly above: Words[] = [];
  private isTold = false;

  constructor(clues: readonly [Clue, ...Clue[]], line: string) {
    this.first = clues[0];
    this.line = shown(line, clues[0].index);
    this.anyPort = clues[0].anyPort;
    this.local = clues[0].local;
    this.mayLackAddress = clues[0].mayLackAddress;
    this.addClues(clues);
  }

  /**
   * Whether the clue speaks of this same error. Texts repeat a message in a cause; the same
   * message again on the outermost level is the next error, unless the stacks are linked.
   */
  isSame(clue: Clue, isPartOfStack: boolean): boolean {
    const isRepeated = this.seen.has(`${clue.signature} ${clue.matched}`);
    if (clue.code !== this.first.code || (isRepeated && !isPartOfStack)) {
      return false;
    }
    const agreesOnCall =
      clue.operation === undefined ||
      this.isOperationWeak ||
      this.operation === 'unknown' ||
      clue.operation === this.operation;
    return (
      agreesOnCall &&
      (agree(this.endpoint, clue.endpoint) || this.isOtherAttempt(clue, isPartOfStack))
    );
  }

  /** One of several addresses of a host, tried after each other (AggregateError). */
  private isOtherAttempt(clue: Clue, isPartOfStack: boolean): boolean {
    return isPartOfStack && this.endpoint?.port === clue.endpoint?.port;
  }

  addClues(clues: readonly Clue[]): void {
    if (this.isTold) {
      return;
    }
    for (const clue of clues) {
      this.seen.add(`${clue.signature} ${clue.matched}`);
      if (!agree(this.endpoint, clue.endpoint)) {
        this.preferTelling(clue);
        continue;
      }
      this.mayLackAddress ||= clue.mayLackAddress;
      const isNew = this.endpoint?.address === undefined && clue.endpoint?.address !== undefined;
      if (isNew && clue.code === this.first.code) {
        this.local ??= clue.local;
        this.anyPort ||= clue.anyPort;
      }
      this.addWords(clue);
    }
  }

  /** Of several attempts, the one that tells the illness is worth showing. */
  private preferTelling(clue: Clue): void {
    const told = { ...clue, operation: clue.operation ?? this.operation };
    if (this.illness() === 'undetermined' && classify(told) !== 'undetermined') {
      this.endpoint = clue.endpoint;
      this.local = clue.local;
      this.anyPort = clue.anyPort;
      this.mayLackAddress = false;
    }
  }

  /** Takes over what is not known yet. */
  addWords(words: Words): void {
    const isWeak = words.isWeak === true;
    if (words.operation !== undefined && this.isOperationWeak) {
      if (!isWeak || this.operation === 'unknown') {
        this.operation = words.operation;
        this.isOperationWeak = isWeak;
      }
    }
    this.runtime = words.decidesRuntime === true ? words.runtime : (this.runtime ?? words.runtime);
    this.platform ??= words.platform;
    if (words.endpoint && agree(this.endpoint, words.endpoint)) {
      this.endpoint = { ...words.endpoint, ...this.endpoint };
    }
  }

  /** A line above says where a call went. */
  addAbove(words: Words): void {
    this.above.push(words);
  }

  addFrame(frame: ReadFrame): void {
    this.runtime ??= frame.runtime;
    this.frames.add(frame);
  }

  /** Whose words these are, as far as is known; frames are read in its notation. */
  get runtimeName(): string | undefined {
    return this.runtime;
  }

  /** No hint can add anything: the call, both parts of the endpoint and the runtime are known. */
  get isComplete(): boolean {
    return (
      !this.isOperationWeak &&
      this.runtime !== undefined &&
      this.endpoint?.address !== undefined &&
      this.endpoint.port !== undefined
    );
  }

  get isConnect(): boolean {
    return this.operation === 'connect';
  }

  private illness(platform: Platform | undefined = this.platform) {
    return classify({
      code: this.first.code,
      operation: this.operation,
      endpoint: this.endpoint,
      platform,
      anyPort: this.anyPort || this.endpoint?.port === 0,
      local: this.local,
      mayLackAddress: this.mayLackAddress,
    });
  }

  /** The error, once; nothing where the text turned out to speak of something else. */
  finish(
    machine: Platform | undefined,
    location: SourceFrame | undefined,
  ): SocketError | undefined {
    const { onlyWhen, code } = this.first;
    // Who may use the path of a socket is a matter of the file's rights, not of ports.
    const isAboutFile = code === 'EACCES' && isPath(this.endpoint?.address ?? '');
    const isMeant = onlyWhen === undefined || onlyWhen === this.operation;
    if (this.isTold || isAboutFile || !isMeant) {
      return undefined;
    }
    this.isTold = true;
    for (const { operation, endpoint } of this.above) {
      if (operation === undefined || operation === this.operation) {
        this.addWords({ endpoint });
      }
    }
    const frame = this.frames.found ?? location;
    return {
      illness: this.illness(this.platform ?? machine),
      operation: this.operation,
      code: this.first.code,
      ...(this.endpoint ? { endpoint: this.endpoint } : {}),
      ...(this.runtime === undefined ? {} : { runtime: this.runtime }),
      line: this.line,
      ...(frame ? { frame } : {}),
      signature: this.first.signature,
    };
  }
}
