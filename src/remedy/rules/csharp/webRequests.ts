import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { descendants, field, namedChildren } from '../../syntax';
import { enclosingFunction, enclosingType, mentionsOf } from './members';

/** Whether the declarations in sight say that `receiver` is an HttpWebRequest (FTP's has KeepAlive too). */
export function isHttpWebRequest(receiver: Node): boolean {
  if (receiver.type !== 'identifier')
    return /\(\s*HttpWebRequest\s*\)|\bas\s+HttpWebRequest\b/.test(receiver.text);
  const inFunction = mentionsOf(receiver.text, receiver).map(typeAt);
  const known = inFunction.find((type) => type !== undefined);
  if (known !== undefined) return /\bHttpWebRequest$/.test(known);
  const type = enclosingType(receiver);
  const fields =
    type === undefined ? [] : descendants(type, 'field_declaration', 'property_declaration');
  return fields.some((member) =>
    new RegExp(`\\bHttpWebRequest\\s+${receiver.text}\\b`).test(member.text),
  );
}

/** Whether `receiver` is a WebRequest of either kind, as far as it can be seen. */
export function isWebRequest(receiver: Node): boolean {
  if (receiver.type !== 'identifier') {
    return /^\(*\s*(\(\s*HttpWebRequest\s*\)\s*)?([\w.]+\.)?(Http)?WebRequest\.Create(Http)?\(/.test(
      receiver.text,
    );
  }
  const types = mentionsOf(receiver.text, receiver).map(typeAt);
  return types.includes('WebRequest') || isHttpWebRequest(receiver);
}

/** The type that a mention declares its name with, where it is a declaration. */
function typeAt(mention: Node): string | undefined {
  const { parent } = mention;
  if (parent?.type === 'parameter') return field(parent, 'type')?.text;
  if (parent?.type !== 'variable_declarator' || field(parent, 'name')?.id !== mention.id)
    return undefined;
  const type = parent.parent && field(parent.parent, 'type')?.text;
  if (type !== 'var') return type ?? undefined;
  const value = namedChildren(parent).at(-1)?.text ?? '';
  const isHttp =
    /^\(\s*[\w.]*HttpWebRequest\s*\)|\bas\s+[\w.]*HttpWebRequest$|WebRequest\.CreateHttp\(/.test(
      value,
    );
  if (isHttp) return 'HttpWebRequest';
  return /^([\w.]+\.)?WebRequest\.Create(Default)?\(/.test(value) ? 'WebRequest' : 'var';
}

/** Who the same request authenticates as, in the same function; `undefined` without credentials. */
export function userOf(receiver: Node, assignment: Node): string | undefined {
  const scope = enclosingFunction(assignment);
  if (scope === undefined) return undefined;
  let user: string | undefined;
  for (const other of descendants(scope, 'assignment_expression')) {
    const left = field(other, 'left');
    if (left?.type !== 'member_access_expression') continue;
    if (field(left, 'expression')?.text !== receiver.text) continue;
    const value = field(other, 'right');
    switch (field(left, 'name')?.text) {
      case 'Credentials':
        return value === undefined
          ? 'unknown'
          : credentialUser(value, other.startIndex < assignment.startIndex);
      case 'UseDefaultCredentials':
        if (value?.text === 'true') return currentUser;
        break;
      case 'PreAuthenticate':
        if (value?.text === 'true') user = 'unknown';
        break;
      case undefined:
      default:
    }
  }
  return user;
}

const currentUser = 'System.Security.Principal.WindowsIdentity.GetCurrent().Name';

function credentialUser(value: Node, isBefore: boolean): string {
  if (/\bDefault(Network)?Credentials$/.test(value.text)) return currentUser;
  const created =
    value.type === 'object_creation_expression' &&
    (field(value, 'type')?.text ?? '').endsWith('NetworkCredential');
  const list = created ? field(value, 'arguments') : undefined;
  const name = list && namedChildren(list)[0];
  if (name === undefined) return 'unknown';
  const isPlain = /^("[^"]*"|[\w.]+)$/.test(name.text);
  return isPlain && (isBefore || name.text.startsWith('"')) ? name.text : 'unknown';
}

/** The lines that let the calls of one user share connections, as far as the function lacks them. */
export function sharingLines(near: Node, receiver: string, user: string): string[] {
  const scope = enclosingFunction(near)?.text ?? '';
  const owner = field(enclosingType(near) ?? near, 'name')?.text ?? 'calls';
  const group = user === 'unknown' ? `"${owner}"` : user;
  return [
    '// A shared connection stays logged in: every request of this group goes out as the same user.',
    ...(user === 'unknown'
      ? ['// Name the group after the user, should there ever be more than one.']
      : []),
    ...(scope.includes('.UnsafeAuthenticatedConnectionSharing')
      ? []
      : [`${receiver}.UnsafeAuthenticatedConnectionSharing = true;`]),
    ...(scope.includes('.ConnectionGroupName')
      ? []
      : [`${receiver}.ConnectionGroupName = ${group};`]),
  ];
}

/** What `UnsafeAuthenticatedConnectionSharing` costs; facts.md D. */
export function sharingCost(): string {
  return l10n.t(
    'Security: a shared connection stays logged in, and every request of its ConnectionGroupName goes out as that user. Never use one group for two users. The server may also close an idle connection just as a request goes out.',
  );
}
