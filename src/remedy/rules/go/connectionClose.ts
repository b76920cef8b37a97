import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { removeStatement } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestors, descendants, field, namedChildren } from '../../syntax';
import { isOfHttp, localName, stringOf } from './imports';
import { changeLiteral, isLiteralOf } from './literals';
import { isInTest, mayRunOften, outermostFunction } from './scopes';
import { eitherSideCloses } from '../../whoCloses';
import { reuseCost } from './wording';

interface Case {
  /** The statement, or the element of a request's literal. */
  readonly setting: Node;
  readonly isHeader: boolean;
}

export const connectionClose = defineRule<Case>({
  id: 'go/connection-close',
  title: () => l10n.t("'Connection: close' on a request"),
  needs: /\bClose\s*(=|:)\s*true\b|"connection"\s*,\s*"close"/i,
  query: `
    (assignment_statement
      left: (expression_list . (selector_expression operand: (identifier) @request field: (field_identifier) @field) .)
      right: (expression_list . (true) .)) @setting
    (expression_statement
      (call_expression
        function: (selector_expression
          operand: (selector_expression operand: (identifier) @request field: (field_identifier) @field)
          field: (field_identifier) @method)
        arguments: (argument_list . (_) @name . (_) @value .))) @setting
    (keyed_element
      key: (literal_element) @field (#eq? @field "Close")
      value: (literal_element (true))) @setting`,
  find: (captures, file) => {
    const [setting, request] = [captures.get('setting'), captures.get('request')];
    const name = captures.get('field')?.text;
    if (setting === undefined || isInTest(setting) || runsOnce(setting, file)) return undefined;
    if (setting.type === 'keyed_element') {
      const isRequest = name === 'Close' && isLiteralOf(setting.parent?.parent, 'Request', file);
      return isRequest ? { setting, isHeader: false } : undefined;
    }
    if (request === undefined || !isOwnRequest(request, file)) return undefined;
    if (setting.type === 'assignment_statement')
      return name === 'Close' ? { setting, isHeader: false } : undefined;
    const isSet = name === 'Header' && /^(Set|Add)$/.test(captures.get('method')?.text ?? '');
    const header = stringOf(captures.get('name'))?.toLowerCase();
    const value = stringOf(captures.get('value'))?.toLowerCase();
    return isSet && header === 'connection' && value === 'close'
      ? { setting, isHeader: true }
      : undefined;
  },
  at: ({ setting }) => setting,
  severity: () => 'warning',
  message: ({ isHeader }) =>
    isHeader
      ? l10n.t(
          "'Connection: close' asks for the connection to be closed after this one request. {0}",
          eitherSideCloses(),
        )
      : l10n.t(
          'Close: true has the connection closed after this one request. {0}',
          eitherSideCloses(),
        ),
  fixes: [
    {
      id: 'keep-alive',
      kind: 'reuse',
      title: () => l10n.t('Keep the connection for the next request'),
      cost: reuseCost,
      edits: ({ setting }, file) => {
        const literal = setting.type === 'keyed_element' ? setting.parent?.parent : undefined;
        return literal === null || literal === undefined
          ? [removeStatement(file, setting)]
          : changeLiteral(file, literal, { removed: setting });
      },
    },
  ],
});

/** In `main`, or a function that it calls once. */
function runsOnce(setting: Node, file: SourceFile): boolean {
  return outermostFunction(setting) !== undefined && !mayRunOften(setting, file);
}

/**
 * Whether a variable holds a request that this code sends: made here, or a parameter where no
 * response is written. What a server got is another matter, and so is its answer.
 */
function isOwnRequest(variable: Node, file: SourceFile): boolean {
  const scope = outermostFunction(variable);
  if (scope === undefined) return false;
  const made = descendants(scope, 'short_var_declaration', 'assignment_statement').some(
    (statement) => {
      const [name] = namedChildren(field(statement, 'left') ?? statement);
      const [value] = namedChildren(field(statement, 'right') ?? statement);
      return name?.text === variable.text && value !== undefined && makesRequest(value, file);
    },
  );
  if (made) return true;
  const http = localName(file, 'net/http') ?? 'http';
  const parameters = [...ancestors(variable)]
    .map((parent) => field(parent, 'parameters')?.text ?? '')
    .join();
  const isParameter = new RegExp(`(?<!\\w)${variable.text}\\s+\\*${http}\\.Request\\b`).test(
    parameters,
  );
  return isParameter && !/\bResponseWriter\b|\bgin\.|\becho\./.test(parameters);
}

function makesRequest(value: Node, file: SourceFile): boolean {
  const callee = value.type === 'call_expression' ? (field(value, 'function')?.text ?? '') : '';
  if (isOfHttp(file, callee, 'NewRequest') || isOfHttp(file, callee, 'NewRequestWithContext'))
    return true;
  const literal = value.type === 'unary_expression' ? field(value, 'operand') : value;
  return isLiteralOf(literal, 'Request', file);
}
