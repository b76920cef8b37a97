import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeListItem, removeStatement } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { isVerb, targetOf } from './calls';
import { bindersOf, bindingsOf, literal, pathOf, usesOf } from './imports';
import { enclosingFunction } from './scopes';
import { raceOfKeepAlive } from './wording';

interface Case {
  /** The pair of a dictionary, or the statement that sets the header. */
  readonly header: Node;
  /** The call that sends it, where the header goes to one. */
  readonly request?: Node;
}

export const connectionClose = defineRule<Case>({
  id: 'py/connection-close',
  title: () => l10n.t("'Connection: close' on a request"),
  needs: /\bconnection['"][^]{0,20}close\b/i,
  query: `
    (pair key: (string) @key value: (string) @value) @pair
    (expression_statement
      (assignment
        left: (subscript value: (attribute) @receiver subscript: (string) @key)
        right: (string) @value)) @statement`,
  find: (captures, file) => {
    if (literal(captures.get('key'))?.toLowerCase() !== 'connection') return undefined;
    if (literal(captures.get('value'))?.toLowerCase() !== 'close') return undefined;
    const pair = captures.get('pair');
    if (pair !== undefined) return inHeaders(pair, file);
    const [header, receiver] = [captures.get('statement'), captures.get('receiver')];
    if (header === undefined || receiver === undefined) return undefined;
    return isHeadersOfSession(receiver, file) ? { header } : undefined;
  },
  at: ({ header }) => header,
  severity: () => 'information',
  // Client-side TIME_WAIT after 0 to 4 of 20 calls: requests, httpx and aiohttp, a Node server.
  message: () =>
    l10n.t(
      "'Connection: close' asks for the connection to be closed after this one request: a handshake per call. Mostly the server closes first and has its TIME_WAIT; where this side is faster, a local port stays in TIME_WAIT.",
    ),
  target: ({ request }) => request && targetOf(request),
  fixes: [
    {
      id: 'remove-header',
      kind: 'reuse',
      title: () => l10n.t('Remove the header'),
      cost: raceOfKeepAlive,
      edits: ({ header }, file) => withoutHeader(file, header),
    },
  ],
});

/** A pair in the headers of a request: written in its call, in a variable, or put on a session. */
function inHeaders(header: Node, file: SourceFile): Case | undefined {
  const dictionary = header.parent;
  const holder = dictionary?.parent;
  if (dictionary?.type !== 'dictionary' || !holder) return undefined;
  if (holder.type === 'keyword_argument') return inKeyword(header, holder, file);
  if (holder.type === 'argument_list') {
    const callee = holder.parent && field(holder.parent, 'function');
    const isUpdate = callee && field(callee, 'attribute')?.text === 'update';
    const receiver = isUpdate ? field(callee, 'object') : undefined;
    return receiver && isHeadersOfSession(receiver, file) ? { header } : undefined;
  }
  if (holder.type !== 'assignment') return undefined;
  const target = field(holder, 'left');
  if (target?.type === 'attribute') {
    return isHeadersOfSession(target, file) ? { header } : undefined;
  }
  for (const use of usesOf(target?.text ?? '', enclosingFunction(holder) ?? file.root, file)) {
    const found = use.parent && inKeyword(header, use.parent, file);
    if (found) return found;
  }
  return undefined;
}

/** `headers=…` of a call that sends a request. */
function inKeyword(header: Node, keyword: Node, file: SourceFile): Case | undefined {
  if (keyword.type !== 'keyword_argument' || field(keyword, 'name')?.text !== 'headers') {
    return undefined;
  }
  const request = keyword.parent?.parent;
  const callee = request?.type === 'call' ? field(request, 'function') : undefined;
  if (!request || callee === undefined) return undefined;
  const path = pathOf(callee, file);
  if (path !== undefined) {
    return /^(requests|httpx|aiohttp|urllib3)\.(api\.)?[a-z]+$/.test(path)
      ? { header, request }
      : undefined;
  }
  const isMethod = isVerb(field(callee, 'attribute')?.text);
  return isMethod && importsClient(file) ? { header, request } : undefined;
}

function importsClient(file: SourceFile): boolean {
  return bindingsOf(file).some(({ path, statement }) =>
    /^(requests|httpx|aiohttp|urllib3)\b|^http\.client\b/.test(
      path === 'http' ? statement.text.replace(/^import\s+/, '') : path,
    ),
  );
}

/** `session.headers` where the file makes `session` by calling a session's class. */
function isHeadersOfSession(receiver: Node, file: SourceFile): boolean {
  if (receiver.type !== 'attribute' || field(receiver, 'attribute')?.text !== 'headers') {
    return false;
  }
  const session = field(receiver, 'object');
  if (session?.type === 'attribute') return /\bself\.\w*session$/.test(session.text);
  return bindersOf(session?.text ?? '', file).some((binder) => {
    const { parent } = binder;
    const made =
      parent?.type === 'assignment' ? field(parent, 'right') : parent?.parent?.firstNamedChild;
    const path = made?.type === 'call' ? pathOf(field(made, 'function'), file) : undefined;
    return /^(requests|httpx|aiohttp)\.(\w+\.)?(Client)?(Async)?([Ss]ession|Client)$/.test(
      path ?? '',
    );
  });
}

/** Headers that would be left empty go altogether, where they are written in the call. */
function withoutHeader(file: SourceFile, header: Node): SourceEdit[] {
  if (header.type === 'expression_statement') return [removeStatement(file, header)];
  const dictionary = header.parent;
  const isAlone = dictionary !== null && namedChildren(dictionary).length === 1;
  const holder = dictionary?.parent;
  if (isAlone && holder?.type === 'keyword_argument') return removeListItem(file, holder);
  const update = holder?.parent?.parent;
  if (isAlone && holder?.type === 'argument_list' && update?.type === 'expression_statement') {
    return [removeStatement(file, update)];
  }
  return removeListItem(file, header);
}
