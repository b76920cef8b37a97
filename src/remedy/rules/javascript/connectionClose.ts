import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { remove, removeListItem, removeStatement, replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import type { CloseHeader } from './closeHeader';
import { closeHeader, closeHeaderQuery } from './closeHeader';
import { pairOf, targetOf } from './requests';
import { withFirstItem } from './requestOptions';
import { shareAgent } from './sharedAgent';
import { rotationFix } from '../../rotationFix';
import { defaultAgentKeepsAlive, reuseCost, costOfRotation, serverClosesFirst } from './wording';

export const connectionClose = defineRule<CloseHeader>({
  id: 'js/connection-close',
  title: () => l10n.t("'Connection: close' on a request"),
  needs: /\bconnection\b[^]*\bclose\b/i,
  query: closeHeaderQuery,
  find: closeHeader,
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
    rotationFix<CloseHeader>(costOfRotation, (found, file, block) => {
      const isFree = found.options !== undefined && pairOf(found.options, 'agent') === undefined;
      return isFree ? withAgent(found, file, block) : undefined;
    }),
  ],
});

/** Older Nodes send `Connection: close` by themselves where no agent says otherwise. */
function needsAgent({ request, options }: CloseHeader, file: SourceFile): boolean {
  if (defaultAgentKeepsAlive(file) || request.library !== 'node') return false;
  return (
    request.protocol !== undefined &&
    options !== undefined &&
    pairOf(options, 'agent') === undefined
  );
}

function withoutHeader({ header, options }: CloseHeader, file: SourceFile): SourceEdit[] {
  if (header.type === 'expression_statement') return [removeStatement(file, header)];
  if (header.type === 'call_expression') {
    const receiver = field(field(header, 'function') ?? header, 'object');
    return receiver === undefined ? [] : [remove(receiver.endIndex, header.endIndex)];
  }
  const holder = header.parent?.parent;
  const isAlone = header.parent !== null && namedChildren(header.parent).length === 1;
  const isInOptions = holder?.type === 'pair' && holder.parent?.id === options?.id;
  return removeListItem(file, isAlone && isInOptions ? holder : header);
}

function withAgent(
  found: CloseHeader,
  file: SourceFile,
  block?: PortBlock,
): SourceEdit[] | undefined {
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
  return [...shared.edits, ...withFirstItem(file, options, agent), ...withoutHeader(found, file)];
}
