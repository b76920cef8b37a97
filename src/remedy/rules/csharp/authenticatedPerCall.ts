import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { insert } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, field, namedChildren } from '../../syntax';
import { enclosingFunction, isModernDotnet, mentionsOf } from './members';
import { isHttpWebRequest, sharingCost, sharingLines, userOf } from './webRequests';

interface Case {
  readonly assignment: Node;
  readonly statement: Node;
  readonly receiver: Node;
  readonly user: string;
}

/**
 * Windows authentication (NTLM, Negotiate) belongs to the connection: .NET Framework closes it after
 * the answer unless it is told that callers may share it; facts.md D.
 */
export const authenticatedPerCall = defineRule<Case>({
  id: 'cs/authenticated-connection-per-call',
  title: () => l10n.t('Windows authentication without a shared connection'),
  needs: /\b(UseDefaultCredentials|Credentials)\s*=/,
  query: `(assignment_expression
    left: (member_access_expression expression: (identifier) @receiver name: (identifier) @name)
    right: (_) @value) @assignment`,
  find: (captures, file) => {
    const [assignment, receiver] = [captures.get('assignment'), captures.get('receiver')];
    const [name, value] = [captures.get('name')?.text, captures.get('value')];
    if (assignment === undefined || receiver === undefined || value === undefined) return undefined;
    if (!isWindowsUser(name, value) || !hasSharing(file)) return undefined;
    const statement = assignment.parent;
    if (statement?.type !== 'expression_statement' || statement.parent?.type !== 'block') {
      return undefined;
    }
    const scope = enclosingFunction(assignment)?.text ?? '';
    // Said already, or said by the other rule, a program that chooses its own ports, or a connection
    // that becomes a WebSocket.
    if (
      /\.(UnsafeAuthenticatedConnectionSharing|BindIPEndPointDelegate)\b|\.KeepAlive\s*=\s*false\b|WebSocket|"Upgrade"/.test(
        scope,
      )
    ) {
      return undefined;
    }
    if (!isHttpWebRequest(receiver) && !isSoapProxy(receiver, file)) return undefined;
    const user = userOf(receiver, statement) ?? 'unknown';
    return { assignment, statement, receiver, user };
  },
  at: ({ assignment }) => assignment,
  severity: () => 'information',
  message: () =>
    l10n.t(
      'Where the server asks for NTLM or Negotiate, .NET Framework closes the connection after each answer, so that nobody else goes out as this user: every call connects and authenticates anew, and leaves a local port in TIME_WAIT.',
    ),
  fixes: [
    {
      id: 'share-authenticated',
      kind: 'reuse',
      title: () => l10n.t('Share connections between calls of the same user'),
      cost: sharingCost,
      edits: ({ statement, receiver, user }, file) => {
        const gap = file.eol + file.indentation(statement.startIndex);
        const lines = sharingLines(statement, receiver.text, user);
        return [insert(statement.endIndex, lines.map((line) => gap + line).join(''))];
      },
    },
  ],
});

/** Credentials that stand for a Windows user: those of the process, or with a domain. */
function isWindowsUser(name: string | undefined, value: Node): boolean {
  if (name === 'UseDefaultCredentials') return value.text === 'true';
  if (name !== 'Credentials') return false;
  if (/\bCredentialCache\.Default(Network)?Credentials$/.test(value.text)) return true;
  const isMade = /^new\s+([\w.]+\.)?NetworkCredential\b/.test(value.text);
  const list = isMade ? field(value, 'arguments') : undefined;
  return list !== undefined && namedChildren(list).length === 3;
}

/** .NET Core ignores UnsafeAuthenticatedConnectionSharing: a handler keeps each user's connections apart. */
function hasSharing(file: SourceFile): boolean {
  return isModernDotnet(file) !== true && !/<auto-?generated\b/i.test(file.text);
}

/** A variable whose type, in this file, is a SOAP proxy; its requests take the setting from it. */
function isSoapProxy(receiver: Node, file: SourceFile): boolean {
  const proxies = file.once('soap-proxies', () =>
    descendants(file.root, 'class_declaration')
      .filter((type) => /:\s*([\w.]+\.)?SoapHttpClientProtocol\b/.test(headOf(type)))
      .map((type) => field(type, 'name')?.text ?? ''),
  );
  return mentionsOf(receiver.text, receiver).some(({ parent }) => {
    if (parent?.type !== 'variable_declarator') return false;
    const type = parent.parent && field(parent.parent, 'type')?.text;
    const made = /^new\s+([\w.]+)/.exec(namedChildren(parent).at(-1)?.text ?? '')?.[1];
    return proxies.includes(type === 'var' ? (made ?? '') : (type ?? ''));
  });
}

function headOf(type: Node): string {
  const body = field(type, 'body');
  return body === undefined ? type.text : type.text.slice(0, body.startIndex - type.startIndex);
}
