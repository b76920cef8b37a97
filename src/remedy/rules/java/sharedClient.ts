import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { reindent, removeStatement, replace } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { descendants, field } from '../../syntax';
import type { ClientUse, Library } from './clientUse';
import { addField, addImports, outermostType } from './members';
import { withoutCleanup, withoutResource } from './statements';

const usualType: Readonly<Record<Library, string>> = {
  jdk: 'HttpClient',
  apache: 'CloseableHttpClient',
  okhttp: 'OkHttpClient',
  spring: 'RestTemplate',
};

/** The edits that make one client for all calls of a type; `undefined` where it cannot be shared. */
export function shareClient(
  file: SourceFile,
  use: ClientUse,
  made?: string,
): SourceEdit[] | undefined {
  const type = outermostType(use.creation);
  if (!use.isConstant || !use.isReleased || type?.type !== 'class_declaration') return undefined;
  const expression =
    made ??
    reindent(use.creation.text, file.indentation(use.creation.startIndex), '').replaceAll(
      '\r\n',
      '\n',
    );
  const existing = existingField(type, expression);
  const name = existing ?? file.freeName('HTTP_CLIENT', 'SHARED_HTTP_CLIENT');
  const declared = use.local && field(use.local.declaration, 'type')?.text;
  const fieldType =
    declared === undefined || declared === 'var' ? usualType[use.library] : declared;
  const field_ = `private static final ${fieldType} ${name} = ${expression};`;
  const edits: SourceEdit[] =
    existing === undefined ? [...addField(file, type, field_), ...importOf(file, fieldType)] : [];
  if (existing === undefined && edits.length === 0) return undefined;
  if (use.local === undefined) return [...edits, replace(use.creation, name)];
  const { declaration, mentions } = use.local;
  const gone = use.closings.flatMap((closing) => withoutCleanup(file, closing));
  const isGone = (node: Node): boolean =>
    gone.some(({ start, end }) => node.startIndex >= start && node.endIndex <= end);
  return [
    ...edits,
    ...(declaration.type === 'resource'
      ? withoutResource(file, declaration)
      : [removeStatement(file, declaration)]),
    ...gone,
    ...mentions.filter((mention) => !isGone(mention)).map((mention) => replace(mention, name)),
  ];
}

/** Only Apache's type may be missing, where the client was used on the spot or as `var`. */
function importOf(file: SourceFile, type: string): SourceEdit[] {
  if (type !== 'CloseableHttpClient') return [];
  const isClassic = /\borg\.apache\.http\b/.test(file.text);
  const owner = isClassic
    ? 'org.apache.http.impl.client'
    : 'org.apache.hc.client5.http.impl.classic';
  return addImports(file, [`${owner}.CloseableHttpClient`]);
}

function existingField(type: Node, expression: string): string | undefined {
  const wanted = expression.replace(/\s/g, '');
  for (const declaration of descendants(type, 'field_declaration')) {
    if (!/\bstatic\s+final\b/.test(declaration.text)) continue;
    const [declarator] = descendants(declaration, 'variable_declarator');
    const value = declarator && field(declarator, 'value');
    if (declarator !== undefined && value?.text.replace(/\s/g, '') === wanted)
      return field(declarator, 'name')?.text;
  }
  return undefined;
}
