import * as l10n from '@vscode/l10n';
import { defineRule } from '../../rule';
import { enclosingType, isModernDotnet, lacksConnectCallback } from './members';
import { injectFactory, isInjected } from './injectedFactory';
import type { ClientUse } from './httpClientUse';
import { clientUse } from './httpClientUse';
import { rotationFix } from '../../rotationFix';
import { connectCallback, connectCallbackCost } from './rotation';
import { shareClient } from './sharedHttpClient';

export const httpClientPerCall = defineRule<ClientUse>({
  id: 'cs/http-client-per-call',
  title: () => l10n.t('HttpClient made for every call'),
  needs: /\bHttpClient\b/,
  query: '[(object_creation_expression) (implicit_object_creation_expression)] @creation',
  find: (captures) => {
    const creation = captures.get('creation');
    return creation && clientUse(creation);
  },
  at: ({ creation }) => creation,
  severity: () => 'warning',
  message: ({ creation, isBound }, file) => {
    const said = l10n.t(
      'Each call makes its own HttpClient, and with it a connection pool that nobody uses again. Disposing it closes the connection from this side, which leaves a local port in TIME_WAIT; not disposing it holds the port until the idle timeout.',
    );
    const type = enclosingType(creation);
    if (type !== undefined && isInjected(file, type)) {
      return `${said} ${l10n.t('This class gets its services by dependency injection, so IHttpClientFactory can keep the connections for it.')}`;
    }
    return isBound
      ? `${said} ${l10n.t('To share it, put what differs from call to call on the HttpRequestMessage.')}`
      : said;
  },
  fixes: [
    {
      id: 'inject-factory',
      kind: 'reuse',
      title: () => l10n.t('Take the client from an injected IHttpClientFactory'),
      cost: () =>
        l10n.t(
          'Needs services.AddHttpClient() where services are registered (package Microsoft.Extensions.Http), without which this class cannot be made. Handlers, and with them connections, are renewed every two minutes; cookies are shared meanwhile.',
        ),
      edits: (use, file) => injectFactory(file, use),
    },
    {
      id: 'share-client-pooled',
      kind: 'reuse',
      title: () =>
        l10n.t('Share one HttpClient that renews its connections (PooledConnectionLifetime)'),
      cost: () =>
        l10n.t(
          'DNS changes are seen only when a connection is renewed, after five minutes here; cookies are shared by all callers.',
        ),
      edits: (use, file) =>
        isModernDotnet(file) === true && !use.hasHandler
          ? shareClient(file, use, { isPooled: true })
          : undefined,
    },
    {
      id: 'share-client',
      kind: 'reuse',
      title: () => l10n.t('Share one HttpClient'),
      cost: () =>
        l10n.t(
          'A static HttpClient does not see DNS changes while its connections live: on .NET Framework set ServicePoint.ConnectionLeaseTimeout, from .NET Core 2.1 on use PooledConnectionLifetime. Cookies are shared by all callers.',
        ),
      edits: (use, file) =>
        isModernDotnet(file) === true && !use.hasHandler
          ? undefined
          : shareClient(file, use, { isPooled: false }),
    },
    {
      id: 'share-client-pooled-unsure',
      kind: 'reuse',
      title: () =>
        l10n.t('Share one HttpClient with PooledConnectionLifetime (.NET Core 2.1 or later)'),
      cost: () =>
        l10n.t(
          'DNS changes are seen only when a connection is renewed, after five minutes here; cookies are shared by all callers.',
        ),
      edits: (use, file) =>
        isModernDotnet(file) === undefined && !use.hasHandler
          ? shareClient(file, use, { isPooled: true })
          : undefined,
    },
    rotationFix<ClientUse>(connectCallbackCost, (use, file) => {
      const type = enclosingType(use.creation);
      if (type === undefined || use.hasHandler || lacksConnectCallback(file)) return undefined;
      const callback = connectCallback(file, type);
      const edits =
        callback && shareClient(file, use, { isPooled: true, connectCallback: callback.name });
      return edits && [...callback.edits, ...edits];
    }),
  ],
});
