import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeListItem, removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field, namedChildren } from '../../syntax';
import { isOptional } from './conditions';
import { mentionsOf } from './members';

interface Case {
  /** The assignment or the call. */
  readonly setting: Node;
  /** The `true` of an assignment. */
  readonly value?: Node;
}

/** The closing said as a property or as a header, of one request or of all that a client makes. */
export const connectionClose = defineRule<Case>({
  id: 'cs/connection-close',
  title: () => l10n.t('ConnectionClose = true on a request'),
  needs: /\bConnectionClose\s*=\s*true\b|"Connection"\s*,\s*"close"|\.Connection\.Add\(\s*"close"/i,
  query: `[
    (assignment_expression right: (boolean_literal) @value)
    (invocation_expression function: (member_access_expression) arguments: (argument_list))
  ] @setting`,
  find: (captures) => {
    const setting = captures.get('setting');
    const value = captures.get('value');
    if (setting === undefined || isOptional(setting)) return undefined;
    if (value === undefined) return addsClose(setting) ? { setting } : undefined;
    return value.text === 'true' && setsClose(setting) ? { setting, value } : undefined;
  },
  at: ({ setting }) => setting,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      "'Connection: close' ends the connection after each request, so every call opens one of its own. Either side may close first; where this one does, a local port stays in TIME_WAIT.",
    ),
  fixes: [
    {
      id: 'keep-connection',
      kind: 'reuse',
      title: () => l10n.t('Keep connections open'),
      cost: () =>
        l10n.t(
          'The server may close an idle connection just as a request goes out on it: retry requests that may be repeated. Behind a load balancer calls stay at the server that the connection leads to.',
        ),
      edits: withoutClose,
    },
  ],
});

/** `x.DefaultRequestHeaders.ConnectionClose = true`, also as `DefaultRequestHeaders = { ConnectionClose = true }`. */
function setsClose(assignment: Node): boolean {
  const left = field(assignment, 'left');
  if (left?.type === 'member_access_expression') {
    const headers = field(left, 'expression');
    return field(left, 'name')?.text === 'ConnectionClose' && isOfRequest(headers);
  }
  if (left?.text !== 'ConnectionClose') return false;
  const holder = assignment.parent?.parent;
  if (holder?.type !== 'assignment_expression') return false;
  const creation = holder.parent?.parent;
  const header = field(holder, 'left')?.text;
  const isResponse = creation?.text.startsWith('new HttpResponseMessage') === true;
  return header === 'DefaultRequestHeaders' || (header === 'Headers' && !isResponse);
}

/** `headers.Add("Connection", "close")` or `headers.Connection.Add("close")`. */
function addsClose(call: Node): boolean {
  const access = field(call, 'function');
  const list = field(call, 'arguments');
  const values = list === undefined ? [] : namedChildren(list).map(({ text }) => text);
  const method = access && field(access, 'name')?.text;
  const receiver = access && field(access, 'expression');
  if (receiver === undefined || !/^(Add|TryAddWithoutValidation)$/.test(method ?? '')) return false;
  if (values.length === 2) {
    const isClose = /^"connection"$/i.test(values[0] ?? '') && /^"close"$/i.test(values[1] ?? '');
    return isClose && isOfRequest(receiver);
  }
  const isConnection =
    receiver.type === 'member_access_expression' && field(receiver, 'name')?.text === 'Connection';
  return (
    isConnection && /^"close"$/i.test(values[0] ?? '') && isOfRequest(field(receiver, 'expression'))
  );
}

/** Whether headers belong to an HttpClient or to a request it sends: a server's answer may ask to close. */
function isOfRequest(headers: Node | undefined): boolean {
  if (headers?.type === 'identifier') {
    return /\bHttpRequestHeaders$/.test(declaredType(headers) ?? '');
  }
  if (headers?.type !== 'member_access_expression') return false;
  const name = field(headers, 'name')?.text;
  if (name === 'DefaultRequestHeaders') return true;
  const message = field(headers, 'expression');
  if (name !== 'Headers' || message?.type !== 'identifier') return false;
  return /\bHttpRequestMessage$/.test(declaredType(message) ?? '');
}

/** The type of a local or a parameter, as far as its declaration says it. */
function declaredType(name: Node): string | undefined {
  for (const { parent, id } of mentionsOf(name.text, name)) {
    if (parent === null || field(parent, 'name')?.id !== id) continue;
    if (parent.type === 'parameter') return field(parent, 'type')?.text;
    if (parent.type !== 'variable_declarator' || parent.parent === null) continue;
    const type = field(parent.parent, 'type')?.text;
    if (type !== 'var') return type;
    const value = namedChildren(parent).at(-1);
    if (value?.type === 'object_creation_expression') return field(value, 'type')?.text;
    return (value?.text ?? '').endsWith('.DefaultRequestHeaders')
      ? 'HttpRequestHeaders'
      : undefined;
  }
  return undefined;
}

/** The setting goes; one that is a whole lambda or branch says `false` instead. */
function withoutClose({ setting, value }: Case, file: SourceFile): SourceEdit[] | undefined {
  const { parent } = setting;
  if (parent?.type === 'expression_statement' && parent.parent?.type === 'block') {
    return [removeStatement(file, parent)];
  }
  if (parent?.type === 'initializer_expression') return withoutItem(setting, file);
  return value === undefined ? undefined : [replace(value, 'false')];
}

/** Takes an item out of an initializer, and the initializers around it that held nothing else. */
function withoutItem(setting: Node, file: SourceFile): SourceEdit[] {
  let item = setting;
  let list = setting.parent;
  while (list !== null && namedChildren(list).length === 1) {
    const holder = list.parent;
    if (holder?.type !== 'assignment_expression') return withoutInitializer(list, file);
    item = holder;
    list = holder.parent;
  }
  return removeListItem(file, item);
}

function withoutInitializer(list: Node, file: SourceFile): SourceEdit[] {
  const creation = ancestor(
    list,
    'object_creation_expression',
    'implicit_object_creation_expression',
  );
  const hasArguments = creation && descendants(creation, 'argument_list').length > 0;
  const before = file.text.slice(0, list.startIndex);
  const start = before.trimEnd().length;
  return [{ start, end: list.endIndex, newText: hasArguments === true ? '' : '()' }];
}
