import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, removeListItem, removeStatement, replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { portBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren, stringValue } from '../../syntax';
import type { RequestCall } from './requests';
import { keyOf, pairOf, requestOf, requestWith, targetOf } from './requests';
import { blockOf, references } from './scopes';
import { shareAgent } from './sharedAgent';
import {
  defaultAgentKeepsAlive,
  reuseCost,
  rotationCost,
  rotationTitle,
  serverClosesFirst,
} from './wording';

interface Case {
  /** The header's pair, or the statement that sets it. */
  readonly header: Node;
  readonly request: RequestCall;
  /** The request's options, where they are a literal. */
  readonly options?: Node;
}

export const connectionClose = defineRule<Case>({
  id: 'js/connection-close',
  title: () => l10n.t("'Connection: close' on a request"),
  needs: /\bconnection\b[^]*\bclose\b/i,
  query: `
    (pair key: (_) @key value: (string) @value) @pair
    (expression_statement
      (call_expression
        function: (member_expression
          object: (identifier) @request
          property: (property_identifier) @method)
        arguments: (arguments . (string) @key . (string) @value .))) @statement`,
  find: (captures, file) => {
    const key = captures.get('key');
    const name = key?.type === 'string' ? stringValue(key) : key?.text;
    if (name?.toLowerCase() !== 'connection') return undefined;
    if (stringValue(captures.get('value'))?.toLowerCase() !== 'close') return undefined;
    const [pair, statement] = [captures.get('pair'), captures.get('statement')];
    if (pair !== undefined) return inHeaders(pair, file);
    const receiver = captures.get('request');
    if (statement === undefined || receiver === undefined) return undefined;
    if (captures.get('method')?.text !== 'setHeader') return undefined;
    return onRequest(statement, receiver, file);
  },
  at: ({ header }) => header,
  severity: () => 'information',
  message: () =>
    l10n.t(
      "'Connection: close' asks for the connection to be closed after this one request. {0}",
      serverClosesFirst(),
    ),
  target: ({ request, options }) => targetOf(request, options),
  fixes: [
    {
      id: 'remove-header',
      kind: 'reuse',
      title: (found, file) =>
        needsAgent(found, file)
          ? l10n.t('Remove the header and share one keep-alive agent')
          : l10n.t('Remove the header'),
      cost: reuseCost,
      edits: (found, file) =>
        needsAgent(found, file) ? withAgent(found, file) : withoutHeader(found, file),
    },
    {
      id: 'rotate-ports',
      kind: 'rotation',
      title: rotationTitle,
      cost: rotationCost,
      edits: (found, file) => {
        const block = portBlock(file.context);
        const isFree = found.options !== undefined && pairOf(found.options, 'agent') === undefined;
        return block && isFree ? withAgent(found, file, block) : undefined;
      },
    },
  ],
});

/** A pair in the headers of a request: written in its options, or in a variable that they name. */
function inHeaders(pair: Node, file: SourceFile): Case | undefined {
  const headers = pair.parent;
  if (headers?.type !== 'object') return undefined;
  const holder = headers.parent;
  if (holder?.type === 'pair') return inOptions(pair, holder, file);
  const name = holder?.type === 'variable_declarator' ? field(holder, 'name') : undefined;
  if (holder === null || name === undefined) return undefined;
  for (const mention of references(name.text, blockOf(holder))) {
    const item = mention.type === 'shorthand_property_identifier' ? mention : mention.parent;
    const found = item === null ? undefined : inOptions(pair, item, file);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inOptions(header: Node, item: Node, file: SourceFile): Case | undefined {
  const options = item.parent;
  if (options?.type !== 'object' || keyOf(item) !== 'headers') return undefined;
  const request = requestWith(options, file);
  return request && { header, request, options };
}

/** `req.setHeader(…)` where `req` came from a request: on a server's response it is another matter. */
function onRequest(statement: Node, receiver: Node, file: SourceFile): Case | undefined {
  for (const declarator of descendants(blockOf(statement), 'variable_declarator')) {
    const call = field(declarator, 'value');
    if (field(declarator, 'name')?.text !== receiver.text || call?.type !== 'call_expression')
      continue;
    const request = requestOf(call, file);
    if (request === undefined) continue;
    const list = field(call, 'arguments');
    const options = list && namedChildren(list).find(({ type }) => type === 'object');
    return { header: statement, request, ...(options === undefined ? {} : { options }) };
  }
  return undefined;
}

/** Older Nodes send `Connection: close` by themselves where no agent says otherwise. */
function needsAgent({ request, options }: Case, file: SourceFile): boolean {
  if (defaultAgentKeepsAlive(file) || request.library !== 'node') return false;
  return (
    request.protocol !== undefined &&
    options !== undefined &&
    pairOf(options, 'agent') === undefined
  );
}

function withoutHeader({ header, options }: Case, file: SourceFile): SourceEdit[] {
  if (header.type === 'expression_statement') return [removeStatement(file, header)];
  const holder = header.parent?.parent;
  const isAlone = header.parent !== null && namedChildren(header.parent).length === 1;
  const isInOptions = holder?.type === 'pair' && holder.parent?.id === options?.id;
  return removeListItem(file, isAlone && isInOptions ? holder : header);
}

function withAgent(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { request, options, header } = found;
  if (options === undefined || request.protocol === undefined) return undefined;
  const shared = shareAgent(file, request.protocol, undefined, block);
  if (shared === undefined) return undefined;
  const agent = `agent: ${shared.name}`;
  const holder = header.parent?.parent;
  const isWholeHeaders =
    holder?.type === 'pair' &&
    holder.parent?.id === options.id &&
    header.parent !== null &&
    namedChildren(header.parent).length === 1;
  if (isWholeHeaders) return [...shared.edits, replace(holder, agent)];
  const [first] = namedChildren(options);
  if (first === undefined) {
    return [...shared.edits, ...withoutHeader(found, file), replace(options, `{ ${agent} }`)];
  }
  const isOnOwnLine = file.text.slice(options.startIndex, first.startIndex).includes('\n');
  const gap = isOnOwnLine ? file.eol + file.indentation(first.startIndex) : ' ';
  return [
    ...shared.edits,
    insert(first.startIndex, `${agent},${gap}`),
    ...withoutHeader(found, file),
  ];
}
