import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { remove, removeStatement } from '../../edits';
import { defineRule } from '../../rule';
import { descendants, field } from '../../syntax';
import { mayRunOften, outermostFunction } from './members';
import { eitherSideCloses } from '../../whoCloses';
import { reuseCost } from './wording';

/** A client of the call's own. */
const makesClient =
  /\bHttpClients\.\w+\(|\bHttpClientBuilder\.create\(|\bnew (DefaultHttpClient|OkHttpClient)\b/;

export const connectionClose = defineRule<Node>({
  id: 'java/connection-close',
  title: () => l10n.t("'Connection: close' on a request"),
  needs: /\bconnection\b[^;]*\bclose\b|CONN_CLOSE/i,
  query: `(method_invocation
    object: (_) @object
    name: (identifier) @method (#match? @method "^((set|add)RequestProperty|header|addHeader|setHeader)$")
    arguments: (argument_list . (_) @name . (_) @value .)) @call`,
  find: (captures) => {
    const [object, call] = [captures.get('object'), captures.get('call')];
    if (
      !/^("connection"|HttpHeaders\.CONNECTION|HTTP\.CONN_DIRECTIVE)$/i.test(
        captures.get('name')?.text ?? '',
      )
    )
      return undefined;
    if (
      !/^("close"|HTTP\.CONN_CLOSE|HeaderElements\.CLOSE)$/i.test(captures.get('value')?.text ?? '')
    )
      return undefined;
    if (object === undefined || call === undefined) return undefined;
    const method = captures.get('method')?.text ?? '';
    const isFound = isOnRequest(object, method) && (isStatement(call) || isLink(call));
    return isFound && mayRunOften(call) ? call : undefined;
  },
  at: (call) => call,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      "'Connection: close' asks for the connection to be closed after this one request. {0}",
      eitherSideCloses(),
    ),
  fixes: [
    {
      id: 'remove-header',
      kind: 'reuse',
      title: () => l10n.t('Remove the header'),
      cost: (call) =>
        makesClient.test(outermostFunction(call)?.text ?? '')
          ? `${reuseCost()} ${l10n.t('A client that is made for each call must be shared as well: by itself it keeps no connection for the next one.')}`
          : reuseCost(),
      edits: (call, file) => {
        const object = field(call, 'object');
        if (isStatement(call) && call.parent !== null) return [removeStatement(file, call.parent)];
        return object && [remove(object.endIndex, call.endIndex)];
      },
    },
  ],
});

function isStatement(call: Node): boolean {
  return call.parent?.type === 'expression_statement';
}

/** A link of a chain: what it is called on goes on without it. */
function isLink(call: Node): boolean {
  return call.parent?.type === 'method_invocation' && field(call.parent, 'object')?.id === call.id;
}

/** A `URLConnection`, a request of Apache's client, or a chain from OkHttp's `Request.Builder`. */
function isOnRequest(object: Node, method: string): boolean {
  if (method.endsWith('RequestProperty')) return true;
  let root = object;
  for (let next = field(root, 'object'); next !== undefined; next = field(root, 'object'))
    root = next;
  if (/^new (okhttp3\.)?Request\.Builder\(\)/.test(root.text)) return true;
  if (object.type !== 'identifier') return false;
  const scope = outermostFunction(object);
  const declarations =
    scope === undefined ? [] : descendants(scope, 'local_variable_declaration', 'formal_parameter');
  return declarations.some(
    (declaration) =>
      /^Http(Get|Post|Put|Delete|Patch|Options|UriRequest\w*|RequestBase)$|^Request\.Builder$/.test(
        field(declaration, 'type')?.text ?? '',
      ) &&
      [declaration, ...descendants(declaration, 'variable_declarator')].some(
        (each) => field(each, 'name')?.text === object.text,
      ),
  );
}
