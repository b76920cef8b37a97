import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, remove, removeStatement, replace } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { asyncSharingTitle, shareAsyncSession } from './asyncSession';
import { targetOf } from './calls';
import { pathOf, rootBinding } from './imports';
import { isInCoroutine } from './scopes';
import type { Holder, SessionUse } from './sessionUse';
import { sessionUse } from './sessionUse';
import { shareSession } from './sharedSession';
import { withoutBlock } from './withoutBlock';
import type { Library } from './wording';
import { rotationFix } from '../../rotationFix';
import { clientClosesFirst, costOfAdapter, severityOf, sharingCost } from './wording';

interface Case extends SessionUse {
  readonly library: Library;
  readonly isAsync: boolean;
  /** As the library calls it: `requests.Session`. */
  readonly path: string;
}

const makers =
  /^(?:(requests)\.(?:sessions\.)?[Ss]ession|(httpx)\.(?:Async)?Client|(aiohttp)\.ClientSession)$/;

export const sessionPerCall = defineRule<Case>({
  id: 'py/session-per-call',
  title: () => l10n.t('Session made for one request'),
  needs: /\b(requests|httpx|aiohttp)\b/,
  query: '(call function: [(identifier) (attribute)] @maker) @creation',
  find: (captures, file) => {
    const [creation, maker] = [captures.get('creation'), captures.get('maker')];
    if (creation === undefined || maker === undefined) return undefined;
    const path = pathOf(maker, file) ?? '';
    const [, requests, httpx, aiohttp] = makers.exec(path) ?? [];
    const library = (requests ?? httpx ?? aiohttp) as Library | undefined;
    const use = library && sessionUse(creation, file);
    if (use === undefined || library === undefined) return undefined;
    const isAsync = library === 'aiohttp' || path.endsWith('AsyncClient');
    return { ...use, library, isAsync, path };
  },
  at: ({ creation }) => creation,
  severity: ({ repeated }) => severityOf(repeated),
  message: (found, file) => {
    const { path, repeated } = found;
    const said = `${l10n.t('This {0} is made for a single request, so its connection is never used again.', path)} ${clientClosesFirst(repeated)}`;
    return found.isConfigured || sharing(found, file) === undefined
      ? `${said} ${l10n.t('To share it, put what differs from call to call on the request.')}`
      : said;
  },
  target: ({ request }) => targetOf(request),
  fixes: [
    {
      id: 'share-session',
      kind: 'reuse',
      title: ({ isAsync, path }) => (isAsync ? asyncSharingTitle() : l10n.t('Share one {0}', path)),
      cost: ({ library, isAsync }) => sharingCost(library, isAsync),
      edits: (found, file) => sharing(found, file),
    },
    rotationFix<Case>(costOfAdapter, (found, file, block) =>
      found.library === 'requests' ? sharing(found, file, block) : undefined,
    ),
  ],
});

function sharing(found: Case, file: SourceFile, block?: PortBlock): SourceEdit[] | undefined {
  const { creation, library, isAsync, isConfigured, holder } = found;
  if (isConfigured) return undefined;
  if (isAsync) {
    if (library === 'requests' || !isInCoroutine(creation)) return undefined;
    const shared = shareAsyncSession(file, library, creation);
    const edits = shared && inCoroutine(file, creation, holder, `await ${shared.name}()`);
    return edits && [...shared.edits, ...edits];
  }
  const binding = rootBinding(field(creation, 'function') ?? creation, file);
  if (library === 'aiohttp' || binding === undefined) return undefined;
  const shared = shareSession(file, {
    library,
    creation,
    binding,
    isLastUse: false, // the class is still used, by the shared one
    ...(block === undefined ? {} : { block }),
  });
  const edits = shared && renamed(file, creation, holder, shared.name);
  return edits && [...shared.edits, ...edits];
}

/** `session = await shared_session()`, and the name stays what it is. */
function inCoroutine(
  file: SourceFile,
  creation: Node,
  holder: Holder,
  expression: string,
): SourceEdit[] | undefined {
  switch (holder.kind) {
    case 'inline':
      return [replace(creation, `(${expression})`)];
    case 'assignment': {
      const closed = withoutClosings(file, holder.closings);
      return closed && [replace(creation, expression), ...closed];
    }
    case 'with': {
      const alias = creation.parent && field(creation.parent, 'alias')?.text;
      return withoutItem(file, holder, `${alias ?? ''} = ${expression}`, []);
    }
  }
}

/** The shared session under its own name. */
function renamed(
  file: SourceFile,
  creation: Node,
  holder: Holder,
  name: string,
): SourceEdit[] | undefined {
  if (holder.kind === 'inline') return [replace(creation, name)];
  if (holder.kind === 'with') {
    const edits = holder.uses.map((use) => replace(use, name));
    return withoutItem(file, holder, '', edits);
  }
  const closed = withoutClosings(file, holder.closings);
  if (closed === undefined) return undefined;
  const isGone = (use: Node): boolean =>
    holder.closings.some(
      ({ startIndex, endIndex }) => use.startIndex >= startIndex && use.endIndex <= endIndex,
    );
  const uses = holder.uses.filter((use) => !isGone(use)).map((use) => replace(use, name));
  return [removeStatement(file, holder.statement), ...closed, ...uses];
}

/** Takes a session out of a `with`: the whole statement, or its item among others. */
function withoutItem(
  file: SourceFile,
  { item, statement }: Extract<Holder, { kind: 'with' }>,
  header: string,
  inside: readonly SourceEdit[],
): SourceEdit[] | undefined {
  const items = item.parent === null ? [] : namedChildren(item.parent);
  const next = items[items.findIndex(({ id }) => id === item.id) + 1];
  if (items.length === 1) return withoutBlock(file, statement, header, inside);
  if (next === undefined) return undefined;
  const indent = file.indentation(statement.startIndex);
  const lead = header === '' ? '' : header + file.eol + indent;
  return [insert(statement.startIndex, lead), remove(item.startIndex, next.startIndex), ...inside];
}

/** `undefined` where a block would be left empty: then the edit is for a person. */
function withoutClosings(file: SourceFile, closings: readonly Node[]): SourceEdit[] | undefined {
  const isAlone = closings.some(
    ({ parent }) => parent === null || namedChildren(parent).length === 1,
  );
  return isAlone ? undefined : closings.map((closing) => removeStatement(file, closing));
}
