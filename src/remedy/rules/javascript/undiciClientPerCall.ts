import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { rotationFix } from '../../rotationFix';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { originOf } from './bindings';
import type { Shared } from './hoist';
import { argumentsText, hoist } from './hoist';
import { ownedObject, type OwnedObject } from './ownedObject';
import { rename, withoutDeclarator, withoutReleases } from './release';
import { optionsWith, outermost, requestWith, targetOf } from './requests';
import { repeatedScope } from './scopes';
import { siblingExport } from './sibling';
import { topLevelDeclaration } from './topLevel';
import { argumentsWithConnect, undiciConnector } from './undiciPorts';
import { localPortInTimeWait, reuseCost, costOfRotation } from './wording';

interface Case {
  readonly creation: Node;
  readonly kind: string;
  /** Where it is held in a variable; written straight into a request's options otherwise. */
  readonly owned?: OwnedObject;
}

const kinds = /^(Client|Pool|BalancedPool|Agent|ProxyAgent)$/;
const dispatcher = /^dispatcher$/;

export const undiciClientPerCall = defineRule<Case>({
  id: 'js/undici-client-per-call',
  title: () => l10n.t('undici client made for every call'),
  needs: /\bundici\b/,
  query: '(new_expression) @creation',
  find: (captures, file) => {
    const creation = captures.get('creation');
    const origin = creation && originOf(field(creation, 'constructor'), file);
    const kind = origin?.module === 'undici' ? origin.member : undefined;
    if (creation === undefined || kind === undefined || !kinds.test(kind)) return undefined;
    if (servesOneRequest(creation, file)) return { creation, kind };
    const owned = ownedObject(creation, dispatcher);
    if (owned === undefined || owned.lent.length > 0) return undefined;
    const isUsed =
      owned.carriers.length > 0 || owned.members.some(({ call }) => call !== undefined);
    return isUsed ? { creation, kind, owned } : undefined;
  },
  at: ({ creation }) => creation,
  severity: () => 'warning',
  message: ({ kind, owned }) => {
    // Who closes first was measured with undici 7 (24 calls: 24 local ports in TIME_WAIT after close()).
    const isClosed = owned !== undefined && releasesOf(owned).length > 0;
    return isClosed
      ? l10n.t(
          'Each call makes its own undici {0} and closes it, so no connection is used twice. {1}',
          kind,
          localPortInTimeWait(),
        )
      : l10n.t(
          'Each call makes its own undici {0}, so no connection is used twice, and each holds a local port until its keep-alive timeout (4 s).',
          kind,
        );
  },
  target: ({ creation }) => targetOf({ call: creation }),
  fixes: [
    {
      id: 'share-client',
      kind: 'reuse',
      title: ({ kind }) => l10n.t('Share one undici {0}', sharedKind(kind)),
      cost: reuseCost,
      isSafe: () => true,
      edits: (found, file) => sharing(found, file),
    },
    rotationFix<Case>(costOfRotation, (found, file, block) =>
      found.kind !== 'ProxyAgent' ? sharing(found, file, block) : undefined,
    ),
  ],
});

function sharing(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { creation, kind, owned } = found;
  const shared = share(file, creation, kind, block);
  if (shared === undefined) return undefined;
  if (owned === undefined) return [...shared.edits, replace(creation, shared.name)];
  return withoutReleases(file, releasesOf(owned), [
    ...shared.edits,
    withoutDeclarator(file, owned.declarator),
    ...owned.mentions.map((mention) => rename(mention, shared.name)),
  ]);
}

/** `fetch(url, { dispatcher: new Agent() })` in code that runs many times. */
function servesOneRequest(creation: Node, file: SourceFile): boolean {
  const options = optionsWith(outermost(creation), dispatcher);
  const request = options && requestWith(options, file);
  const scope = repeatedScope(creation);
  return (
    scope !== undefined && request !== undefined && repeatedScope(request.call)?.id === scope.id
  );
}

function releasesOf({ members }: OwnedObject): Node[] {
  return members.flatMap(({ member, call }) =>
    call !== undefined && (member === 'close' || member === 'destroy') ? [call] : [],
  );
}

/** A `Client` has one connection, so calls that share one would wait for each other. */
function sharedKind(kind: string): string {
  return kind === 'Client' ? 'Pool' : kind;
}

function share(
  file: SourceFile,
  creation: Node,
  kind: string,
  block?: PortBlock,
): Shared | undefined {
  const name = kind === 'Agent' ? 'dispatcher' : kind === 'ProxyAgent' ? 'proxyAgent' : 'pool';
  const names = [name, `undici${kind}`] as const;
  const constructor = field(creation, 'constructor');
  if (constructor === undefined) return undefined;
  if (kind !== 'Client' && block === undefined) return hoist(file, creation, names);
  const maker =
    kind === 'Client'
      ? siblingExport(file, constructor, 'Pool')
      : { text: constructor.text, edits: [] };
  const connector = block && undiciConnector(file, constructor, block);
  const args =
    connector === undefined
      ? argumentsText(file, creation)
      : argumentsWithConnect(file, creation, kind, connector.name);
  if (maker === undefined || args === undefined || (block && !connector)) return undefined;
  const shared = hoist(file, creation, names, {
    code: `new ${maker.text}${args}`,
    before: connector?.declaration ?? '',
    needs: connector && topLevelDeclaration(file, connector.name),
  });
  return (
    shared && {
      name: shared.name,
      edits: [...shared.edits, ...maker.edits, ...(connector?.edits ?? [])],
    }
  );
}
