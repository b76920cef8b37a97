import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field, namedChildren } from '../../syntax';
import { addImports, localName } from './imports';
import { isHttpClient } from './clients';
import { isInTest, mayRunOften, mentionsOf } from './scopes';

interface Case {
  readonly call: Node;
  /** The variable of the response, and the statement that declares it. */
  readonly response: Node;
  readonly statement: Node;
  /** The statement that closes the body, deferred or not. */
  readonly closing?: Node;
}

/** As much is read as is likely to be cheaper than a new connection. */
const mostBytes = '256<<10';

export const bodyNotRead = defineRule<Case>({
  id: 'go/body-not-read',
  title: () => l10n.t('Response body not read'),
  needs: /\.(Do|Get|Post|PostForm)\(/,
  query: `
    (short_var_declaration
      left: (expression_list . (identifier) @response . (identifier) .)
      right: (expression_list . (call_expression
        function: (selector_expression operand: (_) @client field: (field_identifier) @method)) @call .)) @statement
    (assignment_statement
      left: (expression_list . (identifier) @response . (identifier) .)
      right: (expression_list . (call_expression
        function: (selector_expression operand: (_) @client field: (field_identifier) @method)) @call .)) @statement`,
  find: (captures, file) => {
    const [call, client, response] = [
      captures.get('call'),
      captures.get('client'),
      captures.get('response'),
    ];
    const statement = captures.get('statement');
    if (
      call === undefined ||
      client === undefined ||
      response === undefined ||
      statement === undefined
    )
      return undefined;
    if (!/^(Do|Get|Post|PostForm)$/.test(captures.get('method')?.text ?? '')) return undefined;
    if (!isHttpClient(client, file) || isInTest(call) || !mayRunOften(call, file)) return undefined;
    return unreadResponse({ call, response, statement });
  },
  at: ({ call }) => call,
  severity: () => 'warning',
  message: ({ closing }) =>
    // Measured, Go 1.19: of 20 calls 20 in TIME_WAIT here, and 20 connections left open.
    closing === undefined
      ? l10n.t(
          'The body is neither read nor closed, so unless the answer is empty the connection is neither used again nor closed: the call holds a local port for as long as the program and the server run.',
        )
      : l10n.t(
          'The body is closed without being read to its end, so unless the answer is empty Go closes the connection with it: this side closes first, and the call leaves a local port in TIME_WAIT.',
        ),
  fixes: [
    {
      id: 'read-body',
      kind: 'reuse',
      title: ({ closing }) =>
        closing === undefined
          ? l10n.t('Read and close the body')
          : l10n.t('Read the body before it is closed'),
      cost: () =>
        l10n.t(
          'The call waits for the rest of the answer, up to 256 KB; a longer one still costs its connection.',
        ),
      edits: (found, file) => readBody(found, file),
    },
  ],
});

/** A response whose body is at most closed; `undefined` where it is read, handed on or returned. */
function unreadResponse(found: Case): Case | undefined {
  const { response, statement } = found;
  // HEAD has no body, and neither has what switches protocols.
  const fn = ancestor(statement, 'func_literal', 'function_declaration', 'method_declaration');
  if (
    fn === undefined ||
    /"HEAD"|\bMethodHead\b|"Upgrade"|"CONNECT"|\bMethodConnect\b/.test(fn.text)
  )
    return undefined;
  if (response.text === '_') return undefined;
  const isAlone = assignments(fn, response.text).length === 1;
  if (!isAlone) return undefined;
  let closing: Node | undefined;
  for (const mention of mentionsOf(response.text, response)) {
    if (mention.id === response.id) continue;
    const selector = mention.parent;
    if (selector?.type !== 'selector_expression' || field(selector, 'operand')?.id !== mention.id) {
      if (isComparedToNil(mention)) continue;
      return undefined;
    }
    const member = field(selector, 'field')?.text ?? '';
    if (
      /^(StatusCode|Status|Header|ContentLength|Proto|TLS|Request|Cookies|Location)$/.test(member)
    )
      continue;
    if (member !== 'Body') return undefined;
    if (isComparedToNil(selector)) continue;
    const closed = closingOf(selector);
    if (closed === undefined || closing !== undefined) return undefined;
    closing = closed;
  }
  return { ...found, ...(closing === undefined ? {} : { closing }) };
}

function assignments(fn: Node, name: string): Node[] {
  return descendants(fn, 'short_var_declaration', 'assignment_statement').filter((statement) =>
    namedChildren(field(statement, 'left') ?? statement).some(({ text }) => text === name),
  );
}

function isComparedToNil(node: Node): boolean {
  return node.parent?.type === 'binary_expression' && /\bnil\b/.test(node.parent.text);
}

/** The statement `resp.Body.Close()`, deferred or not; also `_ = resp.Body.Close()`. */
function closingOf(body: Node): Node | undefined {
  const close = body.parent;
  const call = close?.parent;
  if (close?.type !== 'selector_expression' || field(close, 'field')?.text !== 'Close')
    return undefined;
  if (call?.type !== 'call_expression') return undefined;
  return ancestor(
    call,
    'defer_statement',
    'expression_statement',
    'assignment_statement',
    'short_var_declaration',
  );
}

function readBody(
  { response, statement, closing }: Case,
  file: SourceFile,
): SourceEdit[] | undefined {
  const imports = addImports(file, ['io']);
  const io = localName(file, 'io') ?? 'io';
  const read = `${io}.CopyN(${io}.Discard, ${response.text}.Body, ${mostBytes}) // read to the end, to use the connection again`;
  if (closing === undefined) {
    const check = statement.nextNamedSibling;
    const indent = file.indentation(statement.startIndex);
    if (check?.type !== 'if_statement' || !leaves(check)) return undefined;
    const lines = [read, `${response.text}.Body.Close()`]
      .map((line) => `${file.eol}${indent}${line}`)
      .join('');
    return [...imports, insert(file.lineEnd(check.endIndex), lines)];
  }
  // Nobody reads it later, so it may be read at once.
  const isPlain = /^(block|statement_list)$/.test(closing.parent?.type ?? '');
  if (
    !isPlain ||
    file.text.slice(file.lineStart(closing.startIndex), closing.startIndex).trim() !== ''
  )
    return undefined;
  const indent = file.indentation(closing.startIndex);
  return closing.type === 'defer_statement'
    ? [...imports, insert(file.lineEnd(closing.endIndex), `${file.eol}${indent}${read}`)]
    : [...imports, insert(closing.startIndex, `${read}${file.eol}${indent}`)];
}

/** `if err != nil { … return }`: behind it the response is there. */
function leaves(check: Node): boolean {
  const block = field(check, 'consequence');
  const list = block?.firstNamedChild;
  const last = list?.type === 'statement_list' ? namedChildren(list).at(-1) : undefined;
  const isFatal =
    last?.type === 'expression_statement' && /^(log\.Fatal|os\.Exit|panic\()/.test(last.text);
  const isError = /^\w+\s*!=\s*nil$/.test(field(check, 'condition')?.text ?? '');
  return isError && (/^(return|continue|break|goto)_statement$/.test(last?.type ?? '') || isFatal);
}
