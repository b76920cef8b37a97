import type { Node } from '@vscode/tree-sitter-wasm';
import { ancestors, descendants, field } from '../../syntax';

const knownTypes =
  /^(System|Net|Http|Uri|UriKind|TimeSpan|Timeout|HttpVersion|HttpVersionPolicy|Version|HttpClientHandler|SocketsHttpHandler|WinHttpHandler|DecompressionMethods|CookieContainer|NetworkCredential|CredentialCache|WebProxy|SslProtocols|HttpClient|BasicHttpBinding|BasicHttpsBinding|NetTcpBinding|WSHttpBinding|NetNamedPipeBinding|EndpointAddress|BasicHttpSecurityMode|SecurityMode|nameof)$/;

/** Whether an expression says the same in every call: literals, well-known types and what they offer. */
export function isConstant(node: Node | undefined): boolean {
  if (node === undefined) return true;
  if (
    descendants(node, 'this', 'await_expression', 'lambda_expression', 'interpolation').length > 0
  ) {
    return false;
  }
  return descendants(node, 'identifier').every((name) => {
    const { parent } = name;
    if (parent?.type === 'member_access_expression' && field(parent, 'name')?.id === name.id)
      return true;
    const isSetting =
      parent?.type === 'assignment_expression' &&
      field(parent, 'left')?.id === name.id &&
      parent.parent?.type === 'initializer_expression';
    return isSetting || knownTypes.test(name.text) || isConstantField(name);
  });
}

/** A `const` or `static readonly` field of the same type. */
function isConstantField(name: Node): boolean {
  const type = [...ancestors(name)].find(({ type: kind }) =>
    /^(class|struct|record)_declaration$/.test(kind),
  );
  const fields = type === undefined ? [] : descendants(type, 'field_declaration');
  return fields.some(
    (f) =>
      /\bconst\b|\bstatic\b[^=]*\breadonly\b/.test(f.text) &&
      descendants(f, 'variable_declarator').some((d) => field(d, 'name')?.text === name.text),
  );
}
