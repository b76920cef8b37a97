import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { removeStatement, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren } from '../../syntax';
import { localName } from './imports';
import type { LiteralChange } from './literals';
import { changeLiteral, dialsUnixSocket, isLiteralOf } from './literals';
import { rotateCopy, rotateFrom } from './rotation';
import { isInTest, mentionsOf, outermostFunction } from './scopes';
import { shareTransport } from './sharedTransport';
import type { TransportUse } from './transportUse';
import { transportUse } from './transportUse';
import { rotationFix } from '../../rotationFix';
import { eitherSideCloses } from '../../whoCloses';
import { reuseCost, costOfRotation } from './wording';

interface Case {
  /** The element of the literal, or the assignment. */
  readonly setting: Node;
  /** The literal, where the setting is an element of one. */
  readonly literal?: Node;
  /** Where each call makes the transport: keeping connections alive needs sharing it, too. */
  readonly use?: TransportUse;
}

export const keepAlivesDisabled = defineRule<Case>({
  id: 'go/keep-alives-disabled',
  title: () => l10n.t('DisableKeepAlives: true'),
  needs: /\bDisableKeepAlives\s*(:|=)\s*true\b/,
  query: `
    (keyed_element
      key: (literal_element) @key (#eq? @key "DisableKeepAlives")
      value: (literal_element (true)) @value) @setting
    (assignment_statement
      left: (expression_list . (selector_expression field: (field_identifier) @key) .)
      right: (expression_list . (true) @value .)) @setting`,
  find: (captures, file) => {
    const setting = captures.get('setting');
    if (captures.get('key')?.text !== 'DisableKeepAlives' || captures.get('value')?.text !== 'true')
      return undefined;
    if (setting === undefined || isInTest(setting)) return undefined;
    if (setting.type === 'assignment_statement') {
      return isOfTransport(setting, file) ? { setting } : undefined;
    }
    const literal = setting.parent?.parent;
    if (!isLiteralOf(literal, 'Transport', file) || dialsUnixSocket(literal)) return undefined;
    const use = transportUse(literal, file);
    return { setting, literal, ...(use === undefined ? {} : { use }) };
  },
  at: ({ setting }) => setting,
  severity: () => 'warning',
  message: ({ use }) =>
    use === undefined
      ? l10n.t(
          "Every request opens a connection of its own and sends 'Connection: close'. {0}",
          eitherSideCloses(),
        )
      : l10n.t(
          "Each call makes its own http.Transport, and every request opens a connection and sends 'Connection: close'. {0}",
          eitherSideCloses(),
        ),
  fixes: [
    {
      id: 'keep-alive',
      kind: 'reuse',
      title: ({ use }) =>
        use === undefined
          ? l10n.t('Keep connections alive')
          : l10n.t('Keep connections alive, and share them between calls'),
      cost: ({ use }) =>
        use === undefined
          ? `${reuseCost()} ${l10n.t('A transport that is made anew for each call must be shared as well, or it leaks its idle connections.')}`
          : reuseCost(),
      edits: (found, file) => keepAlive(found, file),
    },
    rotationFix<Case>(costOfRotation, (found, file) => {
      if (found.literal === undefined) return rotateLater(found.setting, file);
      const rotation = rotateFrom(file, found.literal);
      const edits = rotation && keepAlive(found, file, rotation.elements);
      return edits && [...edits, ...rotation.edits];
    }),
  ],
});

function keepAlive(
  { setting, literal, use }: Case,
  file: SourceFile,
  added: LiteralChange['added'] = [],
): SourceEdit[] | undefined {
  if (use === undefined && isFactory(setting)) return undefined;
  if (literal === undefined) return [removeStatement(file, setting)];
  const change = { removed: setting, added };
  return use === undefined
    ? changeLiteral(file, literal, change)
    : shareTransport(file, use, change);
}

/** `t.DialContext = …` in place of `t.DisableKeepAlives = true`. */
function rotateLater(setting: Node, file: SourceFile): SourceEdit[] | undefined {
  const scope = outermostFunction(setting);
  const operand = operandOf(setting);
  if (scope === undefined || operand === undefined || isFactory(setting)) return undefined;
  const rotation = rotateCopy(file, operand.text, scope);
  return rotation && [replace(setting, rotation.statement), ...rotation.edits];
}

/** The `t` of `t.DisableKeepAlives = true`. */
function operandOf(assignment: Node): Node | undefined {
  const target = field(assignment, 'left');
  const selector = target === undefined ? undefined : namedChildren(target)[0];
  return selector && field(selector, 'operand');
}

/** `t.DisableKeepAlives = true` where `t` was made as a transport, here or in another function. */
function isOfTransport(assignment: Node, file: SourceFile): boolean {
  const operand = operandOf(assignment);
  const scope = outermostFunction(assignment);
  const http = localName(file, 'net/http');
  if (operand === undefined || scope === undefined || http === undefined) return false;
  const isUnix = dialsUnixSocket(scope);
  const declarations = descendants(
    scope,
    'short_var_declaration',
    'var_spec',
    'parameter_declaration',
  );
  return (
    !isUnix &&
    mentionsOf(operand.text, assignment).some(isKept) &&
    declarations.some((each) => {
      const names = (field(each, 'left') ?? field(each, 'name'))?.text.split(/\s*,\s*/) ?? [];
      return (
        names.includes(operand.text) &&
        /\bhttp\.Transport\b|Transport\(/.test(each.text.replaceAll(`${http}.`, 'http.'))
      );
    })
  );
}

/** Returned or put into something that lasts: what is only handed to one function may serve one request. */
function isKept(mention: Node): boolean {
  const list = mention.parent;
  if (list?.type === 'literal_element') return true;
  if (list?.type !== 'expression_list') return false;
  const isRight = list.parent !== null && field(list.parent, 'right')?.id === list.id;
  return list.parent?.type === 'return_statement' || isRight;
}

/** Whether a function returns the transport itself: whoever calls it decides how often. */
function isFactory(setting: Node): boolean {
  const fn = outermostFunction(setting);
  return /Transport|RoundTripper/.test((fn && field(fn, 'result')?.text) ?? '');
}
