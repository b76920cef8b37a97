import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { targetOf } from './calls';
import { isExpectedToFail } from './destination';
import { keywordOf, pathOf, positionalOf, rootBinding, usesOf } from './imports';
import type { Repetition } from './scopes';
import { repetition } from './scopes';
import { shareSession } from './sharedSession';
import { rotationFix } from '../../rotationFix';
import { clientClosesFirst, costOfAdapter, severityOf, sharingCost } from './wording';

interface Case {
  readonly call: Node;
  readonly callee: Node;
  readonly library: 'requests' | 'httpx';
  readonly verb: string;
  readonly repeated: Repetition;
}

const functions =
  /^(requests|httpx)\.(?:api\.)?(get|post|put|patch|delete|head|options|request|stream)$/;

export const requestPerCall = defineRule<Case>({
  id: 'py/request-per-call',
  title: () => l10n.t('Request without a session'),
  needs: /\b(requests|httpx)\b/,
  query: '(call function: [(identifier) (attribute)] @callee) @call',
  find: (captures, file) => {
    const [call, callee] = [captures.get('call'), captures.get('callee')];
    if (call === undefined || callee === undefined) return undefined;
    const [, library, verb] = functions.exec(pathOf(callee, file) ?? '') ?? [];
    if (verb === undefined || (library !== 'requests' && library !== 'httpx')) return undefined;
    if (library === 'requests' && verb === 'stream') return undefined;
    if (isExpectedToFail(call)) return undefined;
    const repeated = repetition(call, file);
    return repeated && { call, callee, library, verb, repeated };
  },
  at: ({ callee }) => callee,
  severity: ({ repeated }) => severityOf(repeated),
  message: ({ library, verb, repeated }) =>
    `${l10n.t('{0} makes a session for this one request, and closes its connection after it.', `${library}.${verb}`)} ${clientClosesFirst(repeated)}`,
  target: ({ call }) => targetOf(call),
  fixes: [
    {
      id: 'share-session',
      kind: 'reuse',
      title: ({ library }) =>
        library === 'requests'
          ? l10n.t('Share one requests.Session')
          : l10n.t('Share one httpx.Client'),
      cost: ({ library }) => sharingCost(library, false),
      edits: (found, file) => sharing(found, file),
    },
    rotationFix<Case>(costOfAdapter, (found, file, block) =>
      found.library === 'requests' ? sharing(found, file, block) : undefined,
    ),
  ],
});

function sharing(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { call, callee, library, verb } = found;
  const binding = rootBinding(callee, file);
  if (binding === undefined || !suitsSession(found)) return undefined;
  const uses = usesOf(binding.name, file.root, file);
  const shared = shareSession(file, {
    library,
    binding,
    isLastUse: uses.length === 1,
    ...(block === undefined ? {} : { block }),
  });
  if (shared === undefined) return undefined;
  // requests.get takes `params` as its second argument, Session.get by name only.
  const second = library === 'requests' && verb === 'get' ? positionalOf(call)[1] : undefined;
  return [
    ...shared.edits,
    replace(callee, `${shared.name}.${verb}`),
    ...(second === undefined ? [] : [insert(second.startIndex, 'params=')]),
  ];
}

/**
 * Whether a shared session may send it. A connection that was opened with `verify=False` serves
 * later requests that ask for verification (CVE-2024-35195, requests before 2.32), and one that
 * logged in by NTLM or Kerberos stays logged in. httpx takes these of a client only.
 */
function suitsSession({ call, library }: Case): boolean {
  const list = field(call, 'arguments');
  if (list?.type !== 'argument_list') return false;
  if (['verify', 'cert'].some((name) => keywordOf(call, name) !== undefined)) return false;
  if (/ntlm|kerberos|gssapi|negotiate|sspi/i.test(keywordOf(call, 'auth')?.text ?? ''))
    return false;
  if (positionalOf(call).some(({ type }) => type === 'list_splat')) return false;
  if (library === 'requests') return true;
  const isSpread = namedChildren(list).some(({ type }) => type === 'dictionary_splat');
  return (
    !isSpread &&
    ['proxy', 'proxies', 'trust_env'].every((name) => keywordOf(call, name) === undefined)
  );
}
