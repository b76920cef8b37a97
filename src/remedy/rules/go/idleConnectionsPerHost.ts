import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field } from '../../syntax';
import { isHttpClient } from './clients';
import { isOfHttp, localName } from './imports';
import { changeLiteral, dialsUnixSocket, elementOf, isLiteralOf } from './literals';
import { isInLoop, isInTest } from './scopes';
import { declareAfterImports } from './sharedTransport';

interface Case {
  readonly at: Node;
  /** A transport that leaves the limit out; absent where the default client is used. */
  readonly literal?: Node;
}

/** As in the examples of golang/go#13801; more than most programs call at once. */
const idlePerHost = '100';

export const idleConnectionsPerHost = defineRule<Case>({
  id: 'go/idle-connections-per-host',
  title: () => l10n.t('Two idle connections a host for many calls at once'),
  needs: /\bgo\s+func\b|\.Go\(/,
  query: `
    (composite_literal
      type: (qualified_type name: (type_identifier) @type (#eq? @type "Transport"))) @node
    (call_expression
      function: (selector_expression
        field: (field_identifier) @method (#match? @method "^(Do|Get|Post|PostForm)$"))) @node`,
  find: (captures, file) => {
    const node = captures.get('node');
    if (node === undefined || isInTest(node)) return undefined;
    if (node.type === 'call_expression') {
      const callee = field(node, 'function');
      const client = callee && field(callee, 'operand');
      if (client === undefined || !isDefaultClient(client, file)) return undefined;
      return isConcurrent(node) ? { at: node } : undefined;
    }
    if (!isLiteralOf(node, 'Transport', file) || dialsUnixSocket(node)) return undefined;
    const isLimited = ['MaxIdleConnsPerHost', 'DisableKeepAlives'].some(
      (key) => elementOf(node, key) !== undefined,
    );
    if (isLimited || file.text.includes('.MaxIdleConnsPerHost')) return undefined;
    return file.once('concurrent calls', () => hasConcurrentCalls(file))
      ? { at: node, literal: node }
      : undefined;
  },
  at: ({ at }) => at,
  severity: () => 'hint',
  message: () =>
    // Measured, Go 1.19: eight calls at once leave two connections open and six in TIME_WAIT here.
    l10n.t(
      'Calls run at once here, and a Transport keeps only two idle connections a host. Where they go to one host, this side closes all but two after each burst, and each leaves a local port in TIME_WAIT.',
    ),
  fixes: [
    {
      id: 'keep-more-idle',
      kind: 'reuse',
      title: ({ literal }) =>
        literal === undefined
          ? l10n.t('Use a client that keeps up to {0} idle connections a host', idlePerHost)
          : l10n.t('Keep up to {0} idle connections a host', idlePerHost),
      cost: () =>
        l10n.t(
          'Up to {0} connections a host stay open while nothing is sent, until IdleConnTimeout or the server closes them.',
          idlePerHost,
        ),
      edits: ({ at, literal }, file) =>
        literal === undefined
          ? ownClient(at, file)
          : changeLiteral(file, literal, {
              added: [{ key: 'MaxIdleConnsPerHost', value: idlePerHost }],
            }),
    },
  ],
});

function isDefaultClient(client: Node, file: SourceFile): boolean {
  return (
    client.text === localName(file, 'net/http') || isOfHttp(file, client.text, 'DefaultClient')
  );
}

/** Whether a call runs in a goroutine that a loop starts: `go func…`, or an errgroup's `g.Go(func…)`. */
function isConcurrent(call: Node): boolean {
  return [...ancestors(call)].some((fn) => {
    if (fn.type !== 'func_literal') return false;
    const outer = fn.parent?.type === 'argument_list' ? fn.parent.parent : fn.parent;
    if (outer?.type !== 'call_expression') return false;
    const callee = field(outer, 'function');
    const isGroup = callee?.type === 'selector_expression' && field(callee, 'field')?.text === 'Go';
    return (outer.parent?.type === 'go_statement' || isGroup) && isInLoop(outer);
  });
}

function hasConcurrentCalls(file: SourceFile): boolean {
  return descendants(file.root, 'call_expression').some((call) => {
    const callee = field(call, 'function');
    const client = callee && field(callee, 'operand');
    const isRequest = /^(Do|Get|Post|PostForm)$/.test(
      (callee && field(callee, 'field')?.text) ?? '',
    );
    return isRequest && client !== undefined && isHttpClient(client, file) && isConcurrent(call);
  });
}

/** A client of the file's own, made from the default transport. */
function ownClient(call: Node, file: SourceFile): ReturnType<typeof declareAfterImports> {
  const client = field(field(call, 'function') ?? call, 'operand');
  const http = localName(file, 'net/http') ?? 'http';
  if (client === undefined) return [];
  const made = /^var (\w+) = newPooledClient\(\)/m.exec(file.text)?.[1];
  if (made !== undefined) return [replace(client, made)];
  const name = file.freeName('httpClient', 'sharedHTTPClient');
  const variable = `var ${name} = newPooledClient()`;
  const maker = `// newPooledClient keeps as many connections to one host as calls run at once; the default is two.
func newPooledClient() *${http}.Client {
	transport := ${http}.DefaultTransport.(*${http}.Transport).Clone()
	transport.MaxIdleConnsPerHost = ${idlePerHost}
	return &${http}.Client{Transport: transport}
}`;
  return [...declareAfterImports(file, [variable, maker]), replace(client, name)];
}
