import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { insert } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { bindingsOf, isAlwaysBound, literal, pathOf, positionalOf, usesOf } from './imports';
import { isForWindows, restartCost, restartFails, windowsRemark } from './reuseAddress';
import { enclosingFunction } from './scopes';
import { inStyleOf } from './style';
import { importModules } from './topLevel';

interface Case {
  readonly creation: Node;
  /** The statement `listener.bind(…)`. */
  readonly bind: Node;
  /** The call in it. */
  readonly bindCall: Node;
  /** The socket as the program names it: `listener`, `self.socket`. */
  readonly listener: string;
}

export const listenerWithoutReuseAddress = defineRule<Case>({
  id: 'py/listener-without-reuse-address',
  title: () => l10n.t('Listening socket without SO_REUSEADDR'),
  needs: /\.listen\s*\(/,
  query: `(call function: [(identifier) (attribute)] @maker) @creation`,
  find: (captures, file) => {
    const creation = captures.get('creation');
    if (creation === undefined || isForWindows(file)) return undefined;
    if (!/^socket\.(socket|SocketType)$/.test(pathOf(captures.get('maker'), file) ?? '')) {
      return undefined;
    }
    if (!isTcp(creation)) return undefined;
    const name = nameOf(creation);
    if (name === undefined) return undefined;
    const scope = scopeOf(creation, name, file);
    const methods = callsOn(name, scope, file);
    const [bindCall, ...others] = methods.get('bind') ?? [];
    const bind = bindCall?.parent;
    if (bindCall === undefined || others.length > 0 || !methods.has('listen')) return undefined;
    if (bind?.type !== 'expression_statement' || mayReuse(scope)) return undefined;
    return asksForAnyPort(bindCall) ? undefined : { creation, bind, bindCall, listener: name };
  },
  at: ({ bindCall }) => bindCall,
  severity: () => 'information',
  message: restartFails,
  fixes: [
    {
      id: 'reuse-address',
      kind: 'reuse',
      title: () => l10n.t('Set SO_REUSEADDR before bind'),
      cost: restartCost,
      edits: ({ creation, bind, listener }, file) => {
        const module = socketModule(creation, file);
        if (module === undefined) return undefined;
        const indent = file.indentation(bind.startIndex);
        const lines = inStyleOf(
          file,
          `if os.name == "posix":  # ${windowsRemark}\n    ${listener}.setsockopt(${module}.SOL_SOCKET, ${module}.SO_REUSEADDR, 1)`,
        );
        const moved = lines.replaceAll('\n', `\n${indent}`);
        return [...importModules(file, ['os']), insert(bind.startIndex, moved + file.eol + indent)];
      },
    },
  ],
});

/** Not one for datagrams, for Unix paths, or of a family that the code chooses. */
function isTcp(creation: Node): boolean {
  const list = field(creation, 'arguments')?.text ?? '';
  return !/SOCK_(DGRAM|RAW|SEQPACKET)|AF_(UNIX|BLUETOOTH|VSOCK|CAN|PACKET|NETLINK|TIPC)|fileno/.test(
    list,
  );
}

/** The variable, attribute or `with` name that the socket gets. */
function nameOf(creation: Node): string | undefined {
  const { parent } = creation;
  const target =
    parent?.type === 'assignment'
      ? field(parent, 'left')
      : parent?.type === 'as_pattern'
        ? field(parent, 'alias')?.firstChild
        : undefined;
  const isName = target?.type === 'identifier' || /^self\.\w+$/.test(target?.text ?? '');
  return isName ? target?.text : undefined;
}

/** Where the name is known: the function or the module, and for `self.socket` the class. */
function scopeOf(creation: Node, name: string, file: SourceFile): Node {
  const fn = enclosingFunction(creation);
  if (!name.includes('.') || fn === undefined) return fn ?? file.root;
  const owner = fn.parent?.type === 'decorated_definition' ? fn.parent.parent : fn.parent;
  return owner ?? fn;
}

/** The calls of the socket's methods, by method. */
function callsOn(name: string, scope: Node, file: SourceFile): ReadonlyMap<string, Node[]> {
  const calls = new Map<string, Node[]>();
  const [root = ''] = name.split('.');
  for (const use of usesOf(root, scope, file)) {
    const object = name.includes('.') ? use.parent : use;
    if (object?.text !== name) continue;
    const access = object.parent;
    const call = access?.parent;
    const method = access?.type === 'attribute' ? field(access, 'attribute')?.text : undefined;
    if (method === undefined || call?.type !== 'call') continue;
    calls.set(method, [...(calls.get(method) ?? []), call]);
  }
  return calls;
}

/** Somebody sees to it: an option, or a helper that is given the socket. */
function mayReuse(scope: Node): boolean {
  return /SO_REUSE(ADDR|PORT)|SO_EXCLUSIVEADDRUSE|reuse_?(addr|port)/i.test(scope.text);
}

/** Port 0 is free by definition; a single name may be a Unix path. */
function asksForAnyPort(bindCall: Node): boolean {
  const [address] = positionalOf(bindCall);
  if (address?.type !== 'tuple') return true;
  const port = namedChildren(address)[1];
  return port === undefined || port.text === '0' || literal(port) !== undefined;
}

/** How the module is called where the options are looked up. */
function socketModule(creation: Node, file: SourceFile): string | undefined {
  const maker = field(creation, 'function');
  const module = maker?.type === 'attribute' ? field(maker, 'object')?.text : undefined;
  if (module !== undefined) return module;
  return bindingsOf(file).find((b) => b.path === 'socket' && isAlwaysBound(b))?.name;
}
