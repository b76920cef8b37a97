import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { insert, replace } from '../../edits';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { descendants, namedChildren } from '../../syntax';
import type { ResponseUse } from './responseUse';
import { undisposedResponse } from './responseUse';

export const responseNotDisposed = defineRule<ResponseUse>({
  id: 'cs/response-not-disposed',
  title: () => l10n.t('WebResponse never disposed of'),
  needs: /\bGetResponse(Async)?\s*\(/,
  query: '(invocation_expression function: (member_access_expression)) @call',
  find: (captures) => {
    const call = captures.get('call');
    return call && undisposedResponse(call);
  },
  at: ({ call }) => call,
  severity: () => 'warning',
  message: () =>
    l10n.t(
      'Nothing disposes of this response, so its connection, and a local port with it, is held until the garbage collector comes by. .NET Framework allows two connections to a host by default: the third call waits for one, and may time out.',
    ),
  fixes: [
    {
      id: 'dispose-response',
      kind: 'reuse',
      title: () => l10n.t('Dispose of the response when it has been used'),
      cost: () =>
        l10n.t(
          'A body that nobody read is read to its end where it is short; a long one ends its connection. Where only the head matters, a HEAD request is cheaper.',
        ),
      isSafe: () => true,
      edits: (found, file) => {
        if (found.dropped !== undefined) return closed(found.dropped);
        return found.declaration && disposed(found.declaration.statement, file);
      },
    },
  ],
});

/** `request.GetResponse();` is closed on the spot. */
function closed(statement: Node): SourceEdit[] | undefined {
  const [value] = namedChildren(statement);
  if (value === undefined) return undefined;
  return value.type === 'invocation_expression'
    ? [insert(value.endIndex, '.Close()')]
    : [replace(value, `(${value.text}).Close()`)];
}

/** `using var` where the file's C# has it (8 and later), else a `using` around what follows. */
function disposed(statement: Node, file: SourceFile): SourceEdit[] | undefined {
  const block = statement.parent;
  const [declaration] = namedChildren(statement);
  if (block?.type !== 'block' || declaration === undefined) return undefined;
  if (hasUsingDeclarations(file)) return [insert(statement.startIndex, 'using ')];
  const last = namedChildren(block).at(-1) ?? statement;
  const head = `using (${declaration.text})`;
  const isOneLine = !file.text.slice(block.startIndex, block.endIndex).includes('\n');
  if (isOneLine || last.id === statement.id) {
    const rest = file.text.slice(statement.endIndex, last.endIndex).trim();
    const body = rest === '' ? '{ }' : `{ ${rest} }`;
    return [{ start: statement.startIndex, end: last.endIndex, newText: `${head} ${body}` }];
  }
  const lineEnd = file.lineEnd(statement.endIndex);
  const remark = file.text.slice(statement.endIndex, lineEnd);
  if (!/^\s*(\/\/.*)?$/.test(remark)) return undefined;
  const indent = file.indentation(statement.startIndex);
  const isKAndR = /\bclass\b[^\n{;]*\{/.test(file.text);
  const open = isKAndR ? ' {' : `${file.eol}${indent}{`;
  // No blank line at the edge of the new block.
  const blank = /^(?:\r?\n[\t ]*(?=\r?\n))*/.exec(file.text.slice(lineEnd))?.[0].length ?? 0;
  const start = lineEnd + blank;
  const end = file.lineEnd(last.endIndex);
  const outer = file.indentation(block.startIndex);
  const unit = indent.startsWith(outer) ? indent.slice(outer.length) : '';
  return [
    { start: statement.startIndex, end: start, newText: head + remark + open },
    ...indented(file, block, { start: file.nextLine(start), end }, unit || file.indentUnit),
    insert(end, `${file.eol}${indent}}`),
  ];
}

/** One level deeper, but for lines of a string and for the preprocessor's. */
function indented(
  file: SourceFile,
  block: Node,
  within: { readonly start: number; readonly end: number },
  unit: string,
): SourceEdit[] {
  const strings = descendants(
    block,
    'verbatim_string_literal',
    'raw_string_literal',
    'interpolated_string_expression',
  );
  const edits: SourceEdit[] = [];
  for (let line = within.start; line < within.end; line = file.nextLine(line)) {
    const text = file.text.slice(line, file.lineEnd(line));
    const isString = strings.some(
      ({ startIndex, endIndex }) => startIndex < line && line < endIndex,
    );
    if (text.trim() !== '' && !text.startsWith('#') && !isString) {
      edits.push(insert(line, unit));
    }
  }
  return edits;
}

/** Whether the file is C# 8 or later: by what it uses, or by a framework whose default that is. */
function hasUsingDeclarations(file: SourceFile): boolean {
  const { targetFramework } = file.context;
  if (targetFramework !== undefined) {
    return /^net(coreapp3\.|[5-9]\.|[1-9]\d\.)/.test(targetFramework);
  }
  return /\busing\s+var\b|^\s*namespace\s+[\w.]+\s*;|#nullable\s+enable/m.test(file.text);
}
