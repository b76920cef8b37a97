import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { reindent } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { field, leavesAt } from '../../syntax';
import { isVerb } from './calls';
import type { Binding } from './imports';
import { bindersOf, bindingsOf, isAlwaysBound, pathOf, usesOf } from './imports';
import { portAdapter } from './portRotation';
import { namesIn } from './scopes';
import { inStyleOf } from './style';
import { changeFromImport, declareAfterImports, topLevelAssignment } from './topLevel';

/** The name of a session that the whole module shares, and the edits that make it. */
export interface SharedSession {
  readonly name: string;
  readonly edits: readonly SourceEdit[];
}

/** How the shared session is made. */
export interface SessionShape {
  readonly library: 'requests' | 'httpx';
  /** The call that makes one now; a plain session where it is absent. */
  readonly creation?: Node;
  /** The import that `isLastUse` frees. */
  readonly binding: Binding;
  /** Whether the edit takes away the last use of the binding's name. */
  readonly isLastUse: boolean;
  /** Ports of its own. */
  readonly block?: PortBlock;
}

const classOf = { requests: 'Session', httpx: 'Client' };

/**
 * Shares one session of the module. One that the module has already is used where it says nothing
 * about whom it speaks to. `undefined` where its arguments depend on the call.
 */
export function shareSession(file: SourceFile, shape: SessionShape): SharedSession | undefined {
  const { library, creation, binding, isLastUse, block } = shape;
  const inputs = creation === undefined ? [] : inputsOf(file, creation);
  if (inputs === undefined || !isAlwaysBound(binding)) return undefined;
  const args = creation === undefined ? '()' : argumentsOf(file, creation);
  const adapter = block === undefined ? undefined : portAdapter(file, block);
  const existing = file.once(`${library} session ${adapter?.name ?? ''}${args}`, () =>
    existingSession(file, library, args, adapter?.name),
  );
  if (existing !== undefined) {
    return { name: existing, edits: freed(binding, isLastUse) };
  }
  const maker =
    adapter === undefined
      ? constructorOf(file, library, binding, isLastUse)
      : { text: `${adapter.requests}.Session`, edits: freed(binding, isLastUse) };
  const name =
    library === 'httpx'
      ? file.freeName('client', 'http_client')
      : file.freeName('session', 'http_session');
  const mounts =
    adapter === undefined
      ? ''
      : `\n${name}.mount("http://", ${adapter.name}())\n${name}.mount("https://", ${adapter.name}())`;
  const head =
    adapter === undefined || adapter.declaration === '' ? '' : `${adapter.declaration}\n\n`;
  const before = inStyleOf(file, `${head}${name} = ${maker.text}`);
  const declaration = before + args + inStyleOf(file, mounts);
  return {
    name,
    edits: [
      ...(adapter?.edits ?? []),
      ...maker.edits,
      declareAfterImports(file, declaration, [binding.statement, ...inputs]),
    ],
  };
}

/** The edits that take an import away which nobody needs any more; `import requests` stays. */
function freed(binding: Binding, isLastUse: boolean): SourceEdit[] {
  const isMember = binding.statement.type === 'import_from_statement';
  return isMember ? changeFromImport(binding, undefined, isLastUse) : [];
}

/** How the module names the session's class, importing it if need be. */
function constructorOf(
  file: SourceFile,
  library: 'requests' | 'httpx',
  binding: Binding,
  isLastUse: boolean,
): { readonly text: string; readonly edits: readonly SourceEdit[] } {
  const member = classOf[library];
  if (binding.path === library) return { text: `${binding.name}.${member}`, edits: [] };
  if (binding.path === `${library}.${member}`) return { text: binding.name, edits: [] };
  const known = bindingsOf(file).filter(isAlwaysBound);
  const module = known.find(({ path }) => path === library);
  if (module !== undefined) {
    return { text: `${module.name}.${member}`, edits: freed(binding, isLastUse) };
  }
  const imported = known.find(({ path }) => path === `${library}.${member}`);
  if (imported !== undefined) return { text: imported.name, edits: freed(binding, isLastUse) };
  return { text: member, edits: changeFromImport(binding, member, isLastUse) };
}

/**
 * The statements at the level of the module that the arguments of a call rest on; `undefined` where
 * they depend on the call: on a parameter, a local name, or something awaited.
 */
export function inputsOf(file: SourceFile, creation: Node): readonly Node[] | undefined {
  const list = field(creation, 'arguments');
  if (list === undefined) return [];
  if (/\b(await|yield|lambda)\b|:=|\*/.test(list.text)) return undefined;
  const statements: Node[] = [];
  for (const name of namesIn(list)) {
    const assigned = topLevelAssignment(file, name);
    const imported = bindingsOf(file).find((b) => b.name === name && isAlwaysBound(b));
    if (assigned !== undefined) statements.push(assigned);
    else if (imported !== undefined && bindersOf(name, file).length === 0) {
      statements.push(imported.statement);
    } else if (!builtins.has(name) || bindersOf(name, file).length > 0) return undefined;
  }
  return statements;
}

const builtins = new Set(['float', 'int', 'str', 'bool', 'len', 'dict', 'list', 'tuple', 'bytes']);

/** The argument list as it stands at the level of the module. */
export function argumentsOf(file: SourceFile, creation: Node): string {
  const list = field(creation, 'arguments');
  return list === undefined ? '()' : reindent(list.text, file.indentation(list.startIndex), '');
}

/** A session of the module that is made with the same arguments and never told anything else. */
function existingSession(
  file: SourceFile,
  library: 'requests' | 'httpx',
  args: string,
  adapter: string | undefined,
): string | undefined {
  for (const { parent } of leavesAt(/\b(Session|session|Client)\b/g, file.root)) {
    const call = parent?.type === 'attribute' ? parent.parent : parent;
    const assignment = call?.type === 'call' ? call.parent : null;
    if (call === null || assignment?.type !== 'assignment') continue;
    const path = pathOf(field(call, 'function'), file) ?? '';
    if (!sessionPaths[library].test(path)) continue;
    const name = field(assignment, 'left')?.text ?? '';
    if (topLevelAssignment(file, name) === undefined) continue;
    if (normalized(field(call, 'arguments')?.text ?? '') !== normalized(args)) continue;
    if (speaksToAnybody(file, name, adapter)) return name;
  }
  return undefined;
}

const sessionPaths = {
  requests: /^requests\.(sessions\.)?(Session|session)$/,
  httpx: /^httpx\.Client$/,
};

/** Used for requests alone: no headers, no credentials, no adapter but ours where that is wanted. */
function speaksToAnybody(file: SourceFile, name: string, adapter: string | undefined): boolean {
  let mounts = 0;
  for (const use of usesOf(name, file.root, file)) {
    const access = use.parent;
    if (access?.type === 'assignment') continue;
    const method = access?.type === 'attribute' ? field(access, 'attribute')?.text : undefined;
    const isOurs = adapter !== undefined && access?.parent?.text.includes(`${adapter}()`) === true;
    if (method === 'mount' && isOurs) mounts++;
    else if (!isVerb(method)) return false;
  }
  return adapter === undefined || mounts === 2;
}

function normalized(args: string): string {
  return args.replace(/[\s'"]/g, '').replace(/,\)/g, ')');
}
