import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { eachChild, field, namedChildren } from '../../syntax';
import type { RequestCall } from './requests';
import { outermost, pairOf, requestOf, targetOf } from './requests';
import { seenOptions } from './requestOptions';
import { blockOf, references, repeatedScope } from './scopes';
import { inStyleOf } from './style';
import { originOf } from './bindings';

/** A response whose body nobody reads. */
interface Case {
  readonly request: RequestCall;
  readonly at: Node;
  /** The handler of Node's own request, or the variable that holds the response of another. */
  readonly handler?: Node;
  readonly declarator?: Node;
  /** The statement that reads the body, of the response by this name. */
  readonly reader: (name: string) => string;
}

/** Members that can be read without reading the body. */
const headOnly =
  /^(status|statusCode|statusText|statusMessage|ok|headers|rawHeaders|httpVersion|url|redirected|type|req|complete)$/;

export const responseNotRead = defineRule<Case>({
  id: 'js/response-not-read',
  title: () => l10n.t('Response body never read'),
  needs: /\b(https?|fetch|undici)\b(?!:\/\/)/, // a URL in a comment is no module
  query: '(call_expression) @call',
  find: (captures, file) => {
    const call = captures.get('call');
    const request = call && requestOf(call, file);
    if (call === undefined || request === undefined || !hasBody(call)) return undefined;
    if (repeatedScope(call) === undefined) return undefined;
    return request.library === 'node' ? byHandler(request) : byVariable(request, file);
  },
  at: ({ at }) => at,
  severity: ({ handler }) => (handler === undefined ? 'hint' : 'warning'),
  message: ({ handler }) =>
    handler === undefined
      ? // Measured with undici 6 and 7, node-fetch 2.7: a body of 2 MB held its connection, a short one did not.
        l10n.t(
          'The body of this response is never read. A short one does no harm; one that does not fit the buffers keeps its connection from being used again, and a local port with it.',
        )
      : l10n.t(
          'The body of this response is never read, so its connection is never free for the next request, whatever the agent, and holds a local port until the server gives it up.',
        ),
  target: ({ request }) => targetOf(request),
  fixes: [
    {
      id: 'read-body',
      kind: 'reuse',
      title: ({ reader }) => l10n.t('Read the body to its end: {0}', reader('response')),
      cost: () =>
        l10n.t(
          'The whole body is received, though nobody looks at it. Where only the head matters, a HEAD request is cheaper.',
        ),
      isSafe: ({ handler }) => handler !== undefined,
      edits: (found, file) =>
        found.handler === undefined ? afterDeclaration(found, file) : inHandler(found, file),
    },
  ],
});

/** A HEAD request has no body to read, and CONNECT no response handler. */
function hasBody(call: Node): boolean {
  const options = seenOptions(call);
  const pair = options.kind === 'literal' ? pairOf(options.object, 'method') : undefined;
  return !/HEAD|CONNECT/i.test(pair?.text ?? '');
}

/** `http.get(url, (response) => …)`: once it has a handler, Node leaves the body to it. */
function byHandler(request: RequestCall): Case | undefined {
  const list = field(request.call, 'arguments');
  const handler = list === undefined ? undefined : namedChildren(list).at(-1);
  if (handler === undefined || !isInlineFunction(handler)) return undefined;
  const response = parameterOf(handler);
  if (response === 'pattern') return undefined;
  const body = field(handler, 'body');
  if (body === undefined || (response !== undefined && isRead(response, body))) return undefined;
  if (/\barguments\b/.test(body.text)) return undefined;
  return { request, at: response ?? handler, handler, reader: (name) => `${name}.resume();` };
}

function isInlineFunction({ type }: Node): boolean {
  return type === 'arrow_function' || type === 'function_expression';
}

/** The handler's first parameter; `undefined` without one, `pattern` where it takes the response apart. */
function parameterOf(handler: Node): Node | 'pattern' | undefined {
  const single = field(handler, 'parameter');
  if (single !== undefined) return single;
  const list = field(handler, 'parameters');
  const [first] = list === undefined ? [] : namedChildren(list);
  if (first === undefined) return undefined;
  const name = first.type === 'identifier' ? first : field(first, 'pattern');
  return name?.type === 'identifier' ? name : 'pattern';
}

/** `const response = await fetch(url)`, of which only the head is looked at. */
function byVariable(request: RequestCall, file: SourceFile): Case | undefined {
  const origin = originOf(field(request.call, 'function'), file);
  const isRequest = origin?.module === 'undici' && origin.member === 'request';
  const isFetch = request.library === 'fetch' && !isRequest;
  if (!isFetch && !isRequest && origin?.module !== 'node-fetch') return undefined;
  if (isForBrowser(request.call, file)) return undefined;
  const value = outermost(request.call).parent;
  const declarator = value?.type === 'await_expression' ? outermost(value).parent : undefined;
  const name = declarator?.type === 'variable_declarator' ? field(declarator, 'name') : undefined;
  if (declarator === null || declarator === undefined || name?.type !== 'identifier')
    return undefined;
  if (isRead(name, blockOf(declarator))) return undefined;
  const reader = (response: string): string =>
    `await ${response}.${isRequest ? 'body.arrayBuffer' : 'arrayBuffer'}();`;
  return { request, at: name, declarator, reader };
}

/** A URL without a host, or markup beside it: a browser's fetch, whose connections are not ours to keep. */
function isForBrowser(call: Node, file: SourceFile): boolean {
  const list = field(call, 'arguments');
  const [url] = list === undefined ? [] : namedChildren(list);
  return /^['"`]\.{0,2}\//.test(url?.text ?? '') || file.languageId.endsWith('react');
}

/** Whether anything but the response's head is used: its body, a listener, or the response handed on. */
function isRead(name: Node, within: Node): boolean {
  return references(name.text, within).some((mention) => {
    if (mention.id === name.id) return false;
    const member = mention.parent;
    if (member?.type !== 'member_expression' || field(member, 'object')?.id !== mention.id)
      return true;
    return !headOnly.test(field(member, 'property')?.text ?? '');
  });
}

function afterDeclaration(
  { declarator, reader }: Case,
  file: SourceFile,
): SourceEdit[] | undefined {
  const statement = declarator?.parent;
  const name = declarator && field(declarator, 'name')?.text;
  if (statement === null || statement === undefined || name === undefined) return undefined;
  if (
    namedChildren(statement).length !== 1 ||
    !/^(statement_block|program)$/.test(statement.parent?.type ?? '')
  )
    return undefined;
  const indent = file.indentation(statement.startIndex);
  return [insert(statement.endIndex, `${file.eol}${indent}${inStyleOf(file, reader(name))}`)];
}

/** Puts `response.resume();` first in the handler, naming the response where it had no name. */
function inHandler({ request, handler, reader }: Case, file: SourceFile): SourceEdit[] | undefined {
  const body = handler && field(handler, 'body');
  if (handler === undefined || body === undefined) return undefined;
  const parameter = parameterOf(handler);
  const given = typeof parameter === 'object' ? parameter.text : undefined;
  const name = given ?? file.freeName('response', 'incoming');
  const parameters = field(handler, 'parameters');
  const naming =
    given === undefined && parameters !== undefined ? [replace(parameters, `(${name})`)] : [];
  const statement = inStyleOf(file, reader(name));
  const moved = ontoOwnLine(request.call, handler, file);
  const outer = file.indentation(handler.startIndex) + (moved === undefined ? '' : file.indentUnit);
  const inner = outer + file.indentUnit;
  if (body.type !== 'statement_block') {
    const own = asStatement(body, file);
    if (own === undefined) return undefined;
    return [
      ...(moved ?? []),
      ...naming,
      replace(body, ['{', `${inner}${statement}`, `${inner}${own}`, `${outer}}`].join(file.eol)),
    ];
  }
  const [first] = eachChild(body);
  if (first === undefined) {
    return [...naming, replace(body, ['{', `${inner}${statement}`, `${outer}}`].join(file.eol))];
  }
  const isOnOwnLine = file.text.slice(body.startIndex, first.startIndex).includes('\n');
  const gap = isOnOwnLine ? file.eol + file.indentation(first.startIndex) : ' ';
  return [...naming, insert(first.startIndex, statement + gap)];
}

/** `const f = () => http.get(…)` on one line: a call that grows over several goes on a line of its own. */
function ontoOwnLine(call: Node, handler: Node, file: SourceFile): SourceEdit[] | undefined {
  const isOneLine = field(handler, 'body')?.type !== 'statement_block' && !call.text.includes('\n');
  if (!isOneLine || call.parent?.type !== 'arrow_function') return undefined;
  const line = file.text.slice(file.lineStart(call.startIndex), call.startIndex);
  const indent = file.indentation(call.startIndex) + file.indentUnit;
  const start = call.startIndex - (line.length - line.trimEnd().length);
  return [{ start, end: call.startIndex, newText: file.eol + indent }];
}

/** What an arrow function returned, as a statement: nobody looks at what a handler returns. */
function asStatement(body: Node, file: SourceFile): string | undefined {
  const isStatement = /^(call|await|assignment|augmented_assignment|update)_expression$/;
  // Without semicolons a line must not begin with what continues the one before.
  if (!isStatement.test(body.type) || /^[([`+\-/]/.test(body.text)) return undefined;
  return body.text + inStyleOf(file, ';');
}
