import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import { insert, removeStatement, replace } from '../../edits';
import { portBlock } from '../../portBlock';
import { defineRule } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { ancestor, descendants, field, namedChildren } from '../../syntax';
import { attempts } from './rotation';

interface Case {
  readonly exchange: Node;
  readonly increment: Node;
  /** `ref m_LastBindPortUsed` */
  readonly counter: string;
  readonly first: string;
  readonly last: string;
}

/** The wrap-round of the article of 2005 on port exhaustion; facts.md "Seed bug". */
export const racyPortRotation = defineRule<Case>({
  id: 'cs/racy-port-rotation',
  title: () => l10n.t('Port rotation that can run past its end'),
  needs: /\bCompareExchange\b/,
  query: `(invocation_expression
    function: (member_access_expression name: (identifier) @method)
    arguments: (argument_list . (argument) @counter . (argument) @first . (argument) @last .)) @exchange`,
  find: (captures) => {
    const exchange = captures.get('exchange');
    const counter = captures.get('counter')?.text;
    const [first, last] = [captures.get('first')?.text, captures.get('last')?.text];
    if (captures.get('method')?.text !== 'CompareExchange' || exchange === undefined)
      return undefined;
    if (counter === undefined || first === undefined || last === undefined) return undefined;
    const method = ancestor(exchange, 'method_declaration', 'local_function_statement');
    if (method === undefined || exchange.parent?.type !== 'expression_statement') return undefined;
    if (!/\bIPEndPoint\b/.test(method.text)) return undefined;
    const increment = descendants(method, 'invocation_expression').find(
      (call) =>
        /\bInterlocked\.Increment$/.test(field(call, 'function')?.text ?? '') &&
        field(call, 'arguments')?.text.replace(/\s+/g, ' ') === `(${counter.replace(/\s+/g, ' ')})`,
    );
    const isBefore = increment !== undefined && increment.startIndex < exchange.startIndex;
    return isBefore ? { exchange, increment, counter, first, last } : undefined;
  },
  at: ({ exchange }) => exchange,
  severity: () => 'warning',
  message: ({ last }) =>
    l10n.t(
      'Two threads can pass {0} between the increment and this comparison; then it never matches again, the port runs past 65535, and every later connect fails until a restart.',
      last,
    ),
  fixes: [
    {
      id: 'wrap-by-remainder',
      kind: 'rotation',
      title: () => l10n.t('Wrap round by remainder, outside the ephemeral range'),
      cost: () =>
        l10n.t(
          'Ports that are chosen form one pool for all destinations; reusing connections is the better cure.',
        ),
      edits: (found, file) => {
        const { increment, exchange, counter } = found;
        const [first, count] = blockOf(found, file);
        const statement = exchange.parent;
        const start = ancestor(increment, 'local_declaration_statement', 'expression_statement');
        if (statement === null || start === undefined) return undefined;
        const turn = `unchecked((uint)Interlocked.Increment(${counter}))`;
        const indent = file.eol + file.indentation(start.startIndex);
        const retry = unusedRetryCount(exchange);
        const bound =
          retry === undefined
            ? ''
            : `if (${retry} >= ${attempts}) return null; // nothing free: let the system choose${indent}`;
        const remark = `// Only the result of Increment is used, so that threads cannot pass the end; the ports lie${indent}// outside the range that the system hands out.${indent}`;
        return [
          insert(start.startIndex, bound + remark),
          replace(increment, `${first} + (int)(${turn} % ${count})`),
          removeStatement(file, statement),
        ];
      },
    },
  ],
});

/** The author's ports as far as they lie below the ephemeral range, else a block that does. */
function blockOf({ first, last }: Case, file: SourceFile): [string, string] {
  const [from, to] = [Number(first), Number(last)];
  if (!Number.isInteger(from) || !Number.isInteger(to)) {
    return [first, `(uint)(${last} - ${first} + 1)`];
  }
  const ephemeralFirst = file.context.ephemeralRange?.first ?? 32768; // Linux begins lowest
  const end = Math.min(to, ephemeralFirst - 1);
  const block = portBlock(file.context);
  if (end - from < 1000 && block !== undefined) return [`${block.first}`, `${block.count}`];
  return [first, `${Math.max(end, from) - from + 1}`];
}

/** The name of the delegate's third parameter, where the method never looks at it. */
function unusedRetryCount(node: Node): string | undefined {
  const method = ancestor(node, 'method_declaration', 'local_function_statement');
  const list = method && field(method, 'parameters');
  const name = list && field(namedChildren(list)[2] ?? list, 'name')?.text;
  if (method === undefined || name === undefined) return undefined;
  return descendants(method, 'identifier').filter(({ text }) => text === name).length === 1
    ? name
    : undefined;
}
