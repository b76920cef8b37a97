import * as l10n from '@vscode/l10n';
import { defineRule } from '../../rule';
import { elementOf, valueOf } from './literals';
import { rotateFrom } from './rotation';
import { shareTransport } from './sharedTransport';
import type { TransportUse } from './transportUse';
import { transportUse } from './transportUse';
import { rotationFix } from '../../rotationFix';
import { reuseCost, costOfRotation } from './wording';

export const transportPerCall = defineRule<TransportUse>({
  id: 'go/transport-per-call',
  title: () => l10n.t('http.Transport made for every call'),
  needs: /\bTransport\s*\{/,
  query: `(composite_literal
    type: (qualified_type name: (type_identifier) @type (#eq? @type "Transport"))) @literal`,
  find: (captures, file) => {
    const literal = captures.get('literal');
    const use = literal && transportUse(literal, file);
    if (use === undefined) return undefined;
    // Without keep-alive nothing is held; go/keep-alives-disabled says so, and shares it as well.
    return valueOf(elementOf(use.literal, 'DisableKeepAlives'))?.text === 'true' ? undefined : use;
  },
  at: ({ literal }) => literal,
  severity: () => 'warning',
  message: (use) => {
    const said = poolOfCall(use);
    return use.isConstant
      ? said
      : `${said} ${l10n.t('What it is made of depends on the call: make one for each different value, and keep it.')}`;
  },
  fixes: [
    {
      id: 'share-client',
      kind: 'reuse',
      title: ({ isClientConstant }) =>
        isClientConstant ? l10n.t('Share one http.Client') : l10n.t('Share one http.Transport'),
      cost: reuseCost,
      edits: (use, file) => shareTransport(file, use),
    },
    rotationFix<TransportUse>(costOfRotation, (use, file) => {
      const rotation = rotateFrom(file, use.literal);
      const edits = rotation && shareTransport(file, use, { added: rotation.elements });
      return edits && [...edits, ...rotation.edits];
    }),
  ],
});

/** Each measured: 20 calls with Go 1.19 to a Node server with a keep-alive of 65 s. */
function poolOfCall({ literal, closings }: TransportUse): string {
  if (closings.length > 0) {
    return l10n.t(
      'Each call makes its own http.Transport and closes its connections, so none is used twice and this side closes first: every call leaves a local port in TIME_WAIT.',
    );
  }
  return elementOf(literal, 'IdleConnTimeout') === undefined
    ? l10n.t(
        'Each call makes its own http.Transport, and with it a connection pool that nobody uses again. Its connection holds a local port until the server closes it, as a Transport without IdleConnTimeout never does.',
      )
    : l10n.t(
        'Each call makes its own http.Transport, and with it a connection pool that nobody uses again. Its connection holds a local port until IdleConnTimeout; then this side closes it first, and the port stays in TIME_WAIT.',
      );
}
