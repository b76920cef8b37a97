/** Reads one line: which error it names, and which hints it gives. */
import { codeOfName, codeOfNumber } from './codes';
import { endpointOf, isPath, parseEndpoint, parseUrlEndpoint } from './endpoint';
import { runtimes } from './runtimes';
import type { Hint, Signature } from './signature';
import { libcSentences } from './signatures/libc';
import { windowsSentences } from './signatures/windows';
import type { Endpoint, Operation, Platform, SocketErrorCode } from './socketError';

/** Part of what a line says; each is absent where the line does not say it. */
export interface Words {
  readonly runtime?: string | undefined;
  readonly operation?: Operation | undefined;
  readonly endpoint?: Endpoint | undefined;
  readonly platform?: Platform | undefined;
  /** Gives way to anything that says otherwise. */
  readonly isWeak?: boolean | undefined;
  /** No other runtime says so. */
  readonly decidesRuntime?: boolean | undefined;
}

/** A line that names an error. */
export interface Clue extends Words {
  readonly signature: string;
  readonly code: SocketErrorCode;
  /** The matched text, and where in the line it begins. */
  readonly matched: string;
  readonly index: number;
  readonly local?: string | undefined;
  readonly anyPort: boolean;
  readonly mayLackAddress: boolean;
  readonly onlyWhen?: Operation | undefined;
}

type Groups = Readonly<Record<string, string | undefined>>;

const sentences = [...windowsSentences, ...libcSentences].map((one) => ({
  ...one,
  lowerCased: one.text.toLowerCase(),
}));

/** The code that a system's sentence stands for; only its beginning counts. */
function codeOfWords(words: string) {
  const lowerCased = words.toLowerCase();
  return sentences.find((one) => lowerCased.includes(one.lowerCased));
}

function operationOf(call: string | undefined): Operation | undefined {
  return call === undefined ? undefined : call === 'connect' ? 'connect' : 'listen';
}

function endpointIn(groups: Groups): Endpoint | undefined {
  const { endpoint, url, address, port } = groups;
  if (endpoint !== undefined) {
    return parseEndpoint(endpoint);
  }
  return url === undefined ? endpointOf(address, port) : parseUrlEndpoint(url);
}

function clueOf(signature: Signature, runtime: string | undefined, line: string): Clue | undefined {
  const match = signature.pattern.exec(line);
  if (!match) {
    return undefined;
  }
  const groups: Groups = match.groups ?? {};
  const known =
    signature.code === undefined
      ? ((groups['code'] === undefined ? undefined : codeOfName(groups['code'])) ??
        (groups['number'] === undefined ? undefined : codeOfNumber(groups['number'])) ??
        (groups['words'] === undefined ? undefined : codeOfWords(groups['words'])))
      : { code: signature.code };
  if (!known) {
    return undefined;
  }
  const operation = signature.operation ?? operationOf(groups['call']);
  const endpoint = endpointIn(groups);
  const lacksPort =
    signature.omitsPortZero === true && endpoint?.port === undefined && isHost(endpoint?.address);
  return {
    signature: signature.id,
    runtime,
    code: known.code,
    matched: match[0],
    index: match.index,
    operation,
    endpoint,
    platform: signature.platform ?? known.platform,
    local: groups['local'],
    anyPort: operation === 'listen' && (lacksPort || endpoint?.port === 0),
    mayLackAddress: signature.mayLackAddress === true,
    onlyWhen: signature.onlyWhen,
  };
}

/** An address, not the path of a Unix socket or pipe. */
function isHost(address: string | undefined): boolean {
  return address !== undefined && !isPath(address);
}

/** All errors that the line names, the most telling first. */
export function cluesIn(line: string): Clue[] {
  const clues: Clue[] = [];
  for (const { runtime, signatures } of runtimes) {
    for (const signature of signatures) {
      const clue = clueOf(signature, runtime, line);
      if (clue) {
        clues.push(clue);
      }
    }
  }
  return clues;
}

/** What a hint says about the line, if it says anything. */
function wordsOf(hint: Hint, runtime: string | undefined, line: string): Words | undefined {
  const match = hint.pattern.exec(line);
  if (!match) {
    return undefined;
  }
  const groups: Groups | undefined = match.groups;
  const number = groups?.['number'];
  return {
    runtime: hint.weak === true ? undefined : runtime,
    operation: hint.operation ?? operationOf(groups?.['call']),
    endpoint: groups && endpointIn(groups),
    platform: number === undefined ? undefined : codeOfNumber(number)?.platform,
    isWeak: hint.weak,
    decidesRuntime: hint.decidesRuntime,
  };
}

/**
 * What the hints say about a line: on the line of an error (`line`) those of the stack are asked as
 * well, elsewhere only those that reach so far.
 */
export function hintsIn(line: string, reach: Hint['reach']): Words[] {
  const found: Words[] = [];
  for (const { runtime, hints } of runtimes) {
    for (const hint of hints ?? []) {
      const isAsked = hint.reach === reach || (reach === 'line' && hint.reach === 'near');
      const words = isAsked ? wordsOf(hint, runtime, line) : undefined;
      if (words) {
        found.push(words);
      }
    }
  }
  return found;
}
