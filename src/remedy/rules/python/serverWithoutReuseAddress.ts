import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { isAlwaysBound, literal, pathOf, positionalOf, rootBinding, usesOf } from './imports';
import { isForWindows, restartCost, restartFails, windowsRemark } from './reuseAddress';
import { enclosingFunction } from './scopes';
import { inStyleOf } from './style';
import { declareAfterImports, importModules } from './topLevel';

type Case =
  | { readonly kind: 'class'; readonly definition: Node; readonly base: Node }
  | { readonly kind: 'false'; readonly assignment: Node; readonly value: Node }
  | { readonly kind: 'instance'; readonly maker: Node };

/** Servers of `socketserver` that listen on TCP without the option (its class attribute is False). */
const plain = /^socketserver\.(Threading|Forking)?TCPServer$/;
/** Servers that set it: Lib/http/server.py, Lib/wsgiref, Lib/xmlrpc/server.py. */
const withOption = /^(http\.server|wsgiref\.simple_server|xmlrpc\.server)\.\w+Server$/;

export const serverWithoutReuseAddress = defineRule<Case>({
  id: 'py/server-without-reuse-address',
  title: () => l10n.t('Server without allow_reuse_address'),
  needs: /\b(socketserver|allow_reuse_address)\b/,
  query: `
    (class_definition superclasses: (argument_list) @bases) @definition
    (call function: [(identifier) (attribute)] @maker) @creation`,
  find: (captures, file) => {
    if (isForWindows(file)) return undefined;
    const [definition, bases] = [captures.get('definition'), captures.get('bases')];
    if (definition !== undefined && bases !== undefined) return inClass(definition, bases, file);
    const [maker, creation] = [captures.get('maker'), captures.get('creation')];
    if (maker === undefined || creation === undefined) return undefined;
    if (!plain.test(pathOf(maker, file) ?? '') || isSetSomewhere(file)) return undefined;
    const isServer = positionalOf(creation).length > 0 && !asksForAnyPort(creation);
    return isServer ? { kind: 'instance', maker } : undefined;
  },
  at: (found) => {
    if (found.kind === 'class') return found.base;
    return found.kind === 'false' ? found.assignment : found.maker;
  },
  severity: () => 'information',
  message: restartFails,
  fixes: [
    {
      id: 'reuse-address',
      kind: 'reuse',
      title: () => l10n.t('Set allow_reuse_address'),
      cost: restartCost,
      edits: (found, file) => {
        const os = importModules(file, ['os']);
        if (found.kind === 'false') {
          return [...os, replace(found.value, inStyleOf(file, 'os.name == "posix"'))];
        }
        if (found.kind === 'class') return [...os, ...inBody(found.definition, file)];
        const edits = bySubclass(found.maker, file);
        return edits && [...os, ...edits];
      },
    },
  ],
});

function inClass(definition: Node, bases: Node, file: SourceFile): Case | undefined {
  const paths = namedChildren(bases).map((base) => ({ base, path: pathOf(base, file) ?? '' }));
  const server = paths.find(({ path }) => plain.test(path));
  const isServer = server !== undefined || paths.some(({ path }) => withOption.test(path));
  if (!isServer) return undefined;
  const assignment = settingOf(definition);
  const value = assignment && field(assignment, 'right');
  if (assignment !== undefined) {
    const isOff = value !== undefined && /^(False|0)$/.test(value.text);
    return isOff ? { kind: 'false', assignment, value } : undefined;
  }
  if (server === undefined || isSetSomewhere(file)) return undefined;
  if (/allow_reuse|SO_REUSE|server_bind/.test(definition.text)) return undefined;
  const scope = enclosingFunction(definition) ?? file.root;
  const instances = usesOf(field(definition, 'name')?.text ?? '', scope, file).flatMap(
    ({ parent }) => (parent?.type === 'call' ? [parent] : []),
  );
  if (instances.length > 0 && instances.every(asksForAnyPort)) return undefined;
  // A class that makes its own address, or one that is handed on and made an instance of elsewhere.
  const ports =
    portsIn(definition.text) ?? (instances.length === 0 ? portsIn(file.text) : undefined);
  if (ports?.every((port) => port === '0') === true) return undefined;
  // A base that is not known here may set it.
  const isKnown = paths.every(({ base, path }) => path !== '' || base.type === 'keyword_argument');
  return isKnown ? { kind: 'class', definition, base: server.base } : undefined;
}

/** A server on port 0, which is free by definition, or on an invalid one. */
function asksForAnyPort(instance: Node): boolean {
  const address = positionalOf(instance)[0];
  const port = address?.type === 'tuple' ? namedChildren(address)[1] : undefined;
  return port !== undefined && /^(0|-\d+)$/.test(port.text);
}

/** The ports of `f((host, port), handler)`, where there are any. */
function portsIn(text: string): string[] | undefined {
  const ports = [...text.matchAll(/\w\(\s*\([^(),]{1,200},\s*([\w.]{1,200})\s*\)\s*,/g)];
  return ports.length === 0 ? undefined : ports.map(([, port = '']) => port);
}

/** `allow_reuse_address = …` in the body of the class. */
function settingOf(definition: Node): Node | undefined {
  const body = field(definition, 'body');
  for (const statement of body === undefined ? [] : namedChildren(body)) {
    const [assignment] = namedChildren(statement);
    if (assignment?.type !== 'assignment') continue;
    if (field(assignment, 'left')?.text === 'allow_reuse_address') return assignment;
  }
  return undefined;
}

/** `server.allow_reuse_address = True`, or the same on the class. */
function isSetSomewhere({ text }: SourceFile): boolean {
  return /\.allow_reuse_address\s*=(?!=)/.test(text);
}

const setting = `allow_reuse_address = os.name == "posix"  # ${windowsRemark}`;

/** As the first statement of the class, in the place of a `pass`. */
function inBody(definition: Node, file: SourceFile): SourceEdit[] {
  const body = field(definition, 'body');
  const [first, second] = body === undefined ? [] : namedChildren(body);
  if (first === undefined) return [];
  const line = inStyleOf(file, setting);
  const indent = file.indentation(first.startIndex);
  if (first.type === 'pass_statement') return [replace(first, line)];
  const isDocstring = literal(namedChildren(first)[0]) !== undefined;
  if (!isDocstring) return [insert(first.startIndex, line + gapBefore(first) + indent)];
  if (second?.type === 'pass_statement') return [replace(second, line)];
  return second === undefined
    ? [insert(file.lineEnd(first.endIndex), `${file.eol}${file.eol}${indent}${line}`)]
    : [insert(second.startIndex, line + gapBefore(second) + indent)];

  function gapBefore(next: Node): string {
    const isDefinition = /^(function|class|decorated)_definition$/.test(next.type);
    return isDefinition ? file.eol + file.eol : file.eol;
  }
}

/** A class of the module's own, as setting the attribute on the library's would change every server. */
function bySubclass(maker: Node, file: SourceFile): SourceEdit[] | undefined {
  const binding = rootBinding(maker, file);
  if (binding === undefined || !isAlwaysBound(binding)) return undefined;
  const base = maker.text;
  const member = base.slice(base.lastIndexOf('.') + 1);
  const name = `Restartable${member}`;
  const known = file.text.includes(`class ${name}(${base}):`);
  const declaration = inStyleOf(file, `class ${name}(${base}):\n    ${setting}\n`).trimEnd();
  return [
    ...(known ? [] : [declareAfterImports(file, declaration, [binding.statement])]),
    replace(maker, name),
  ];
}
