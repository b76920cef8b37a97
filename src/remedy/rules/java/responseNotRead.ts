import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { replace } from '../../edits';
import { defineRule } from '../../rule';
import {
  addImports,
  addMembers,
  callOn,
  mayRunOften,
  mentionsOf,
  outermostFunction,
  outermostType,
} from './members';
import { withoutCleanup } from './statements';

interface Case {
  readonly connection: Node;
  /** `getResponseCode()`, where nothing else of the answer is read. */
  readonly code?: Node;
  /** The statement `disconnect()`. */
  readonly disconnection?: Node;
}

export const responseNotRead = defineRule<Case>({
  id: 'java/response-not-read',
  title: () => l10n.t('Answer of HttpURLConnection not read or closed'),
  needs: /\bHttps?URLConnection\b/,
  query: `(local_variable_declaration
    declarator: (variable_declarator name: (identifier) @connection value: (cast_expression) @cast))`,
  find: (captures) => {
    const [connection, cast] = [captures.get('connection'), captures.get('cast')];
    if (
      connection === undefined ||
      !/^\(Https?URLConnection\)[^;]*\.openConnection\(/.test(cast?.text ?? '')
    )
      return undefined;
    return mayRunOften(connection) ? unread(connection) : undefined;
  },
  at: ({ code, disconnection, connection }) => code ?? disconnection ?? connection,
  severity: () => 'warning',
  message: ({ code, disconnection }) => {
    // Each measured on Linux with Java 17, of 20 calls: 20 in TIME_WAIT here; and 9 there, 7 still open.
    if (code === undefined) {
      return l10n.t(
        'disconnect() closes the connection here first, because the stream was read but not closed: every call leaves a local port in TIME_WAIT. After close() it would do no harm.',
      );
    }
    return disconnection === undefined
      ? l10n.t(
          'Only the status is asked for, so unless the answer is empty the connection is never used again: it holds a local port until the garbage collector finds it, and then this side closes first.',
        )
      : l10n.t(
          'Only the status is asked for, so unless the answer is empty disconnect() closes the connection: this side closes first, and every call leaves a local port in TIME_WAIT.',
        );
  },
  fixes: [
    {
      id: 'read-response',
      kind: 'reuse',
      title: ({ code }) =>
        code === undefined
          ? l10n.t('Leave the connection to the next request')
          : l10n.t('Close the answer, which keeps its connection'),
      cost: ({ code }) =>
        code === undefined
          ? l10n.t(
              'The connection stays open until the keep-alive timeout, which the server may name; 5 seconds without one.',
            )
          : l10n.t(
              'What is left of the answer, up to 512 KB, is read in the background; a longer one still costs its connection.',
            ),
      edits: ({ connection, code, disconnection }, file) => {
        if (code === undefined) return disconnection && withoutCleanup(file, disconnection);
        const type = outermostType(connection);
        if (type?.type !== 'class_declaration') return undefined;
        const name = 'responseCodeOf';
        const call = replace(code, `${name}(${connection.text})`);
        if (file.text.includes(`int ${name}(HttpURLConnection`)) return [call];
        return [
          ...addImports(file, [
            'java.io.IOException',
            'java.io.InputStream',
            'java.net.HttpURLConnection',
          ]),
          call,
          ...addMembers(file, type, helper(name)),
        ];
      },
    },
  ],
});

function helper(name: string): string {
  return `/** The status of an answer, which is closed, so that its connection can be used again. */
private static int ${name}(HttpURLConnection connection) throws IOException {
    int code = connection.getResponseCode();
    InputStream body = code < 400 ? connection.getInputStream() : connection.getErrorStream();
    if (body != null) {
        body.close();
    }
    return code;
}`;
}

/** What is not read of an answer; `undefined` where it is closed, handed on, or has no body. */
function unread(connection: Node): Case | undefined {
  const scope = outermostFunction(connection);
  if (scope === undefined || scope.text.includes('"HEAD"')) return undefined;
  let code: Node | undefined;
  let disconnection: Node | undefined;
  let isRead = false;
  for (const mention of mentionsOf(connection)) {
    const use = callOn(mention);
    if (use === undefined) return undefined;
    if (/^get(InputStream|ErrorStream|Content)$/.test(use.method)) isRead = true;
    if (use.method === 'getResponseCode') code ??= use.call;
    if (use.method === 'disconnect') {
      if (use.call.parent?.type !== 'expression_statement') return undefined;
      disconnection = use.call.parent;
    }
  }
  if (isRead) {
    const isClosed =
      /\.close\(\)|\btry\s*\(|\.use\b|IOUtils|closeQuietly|\breturn\b[^;]*getInputStream/.test(
        scope.text,
      );
    return isClosed || disconnection === undefined ? undefined : { connection, disconnection };
  }
  if (code === undefined) return undefined;
  return { connection, code, ...(disconnection === undefined ? {} : { disconnection }) };
}
