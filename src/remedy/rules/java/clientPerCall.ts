import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { rotationFix } from '../../rotationFix';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { rotatingApache } from './apacheRotation';
import type { ClientUse, Library } from './clientUse';
import { clientUse } from './clientUse';
import type { RotatingClient } from './rotation';
import { costOfRotation, rotatingOkHttp } from './rotation';
import { shareClient } from './sharedClient';
import { reuseCost } from './wording';

/** The clients that let their sockets be bound. */
const rotating: Partial<
  Record<Library, (file: SourceFile, creation: Node) => RotatingClient | undefined>
> = { apache: rotatingApache, okhttp: rotatingOkHttp };

export const clientPerCall = defineRule<ClientUse>({
  id: 'java/client-per-call',
  title: () => l10n.t('HTTP client made for every call'),
  needs:
    /\bHttpClients?\b|\bHttpClientBuilder\b|\bOkHttpClient\b|\bDefaultHttpClient\b|ClientHttpRequestFactory\b/,
  query: `
    (method_invocation
      name: (identifier) @name
      (#match? @name "^(newHttpClient|createDefault|createSystem|createMinimal|build)$")) @creation
    (object_creation_expression
      type: (type_identifier) @name
      (#match? @name "^(OkHttpClient|DefaultHttpClient|RestTemplate)$")) @creation`,
  find: (captures, file) => {
    const creation = captures.get('creation');
    return creation && clientUse(creation, file);
  },
  at: ({ creation }) => creation,
  severity: () => 'warning',
  message: (use) => {
    const said = poolOfCall(use);
    if (use.isConstant) return said;
    return `${said} ${l10n.t('What it is made of depends on the call: keep one for each different value, or set it on the request.')}`;
  },
  fixes: [
    {
      id: 'share-client',
      kind: 'reuse',
      title: () => l10n.t('Share one client'),
      cost: ({ library }) =>
        library === 'apache'
          ? `${reuseCost()} ${l10n.t('Its pool lends two connections a route (five from version 5 on), and further calls wait: raise setMaxConnPerRoute to what runs at once.')}`
          : reuseCost(),
      edits: (use, file) => shareClient(file, use),
    },
    rotationFix<ClientUse>(costOfRotation, (use, file) => {
      const rotation = rotating[use.library]?.(file, use.creation);
      const edits = rotation && shareClient(file, use, rotation.expression);
      return edits && [...edits, ...rotation.edits];
    }),
  ],
});

/** Each measured on Linux with Java 17: 20 calls to a server that keeps connections alive. */
function poolOfCall({ library, closings, local }: ClientUse): string {
  if (closings.length > 0 || local?.declaration.type === 'resource') {
    return l10n.t(
      'Each call makes its own client and closes it, so no connection is used twice and this side closes first: every call leaves a local port in TIME_WAIT.',
    );
  }
  if (library === 'okhttp') {
    return l10n.t(
      'Each call makes its own OkHttpClient, and with it a connection pool that nobody uses again: it holds a local port for five minutes, then closes first and leaves it in TIME_WAIT.',
    );
  }
  return l10n.t(
    'Each call makes its own client, and with it a connection pool that nobody uses again: it holds a local port until the server closes, or until the garbage collector finds the client; then this side closes first and leaves the port in TIME_WAIT.',
  );
}
