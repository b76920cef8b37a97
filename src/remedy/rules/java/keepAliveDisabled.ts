import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { removeStatement } from '../../edits';
import { defineRule } from '../../rule';
import { stringValue } from '../../syntax';
import { eitherSideCloses } from '../../whoCloses';
import { reuseCost } from './wording';

export const keepAliveDisabled = defineRule<Node>({
  id: 'java/keep-alive-disabled',
  title: () => l10n.t('http.keepAlive=false'),
  needs: /"http\.keepAlive"\s*,\s*"false"/,
  query: `(expression_statement
    (method_invocation
      object: (identifier) @object
      name: (identifier) @method
      arguments: (argument_list . (_) @name . (_) @value .))) @statement`,
  find: (captures) => {
    const isCall =
      captures.get('object')?.text === 'System' && captures.get('method')?.text === 'setProperty';
    const isOff =
      stringValue(captures.get('name')) === 'http.keepAlive' &&
      stringValue(captures.get('value')) === 'false';
    return isCall && isOff ? captures.get('statement') : undefined;
  },
  at: (statement) => statement,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      "Every HttpURLConnection of the program opens a connection of its own and sends 'Connection: close'. {0}",
      eitherSideCloses(),
    ),
  fixes: [
    {
      id: 'keep-alive',
      kind: 'reuse',
      title: () => l10n.t('Keep connections alive'),
      cost: reuseCost,
      edits: (statement, file) => [removeStatement(file, statement)],
    },
  ],
});
