import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import type { SourceFile } from '../../sourceFile';

const setting = /(^|[;"])\s*Pooling\s*=\s*(?:false|no)\s*(?=[;"]|$)/i;

/** Keys that only a database behind a network has; a file of SQLite is a `Data Source` too. */
const network =
  /\b(Server|Host|Addr|Address|Initial Catalog|User Id|Uid|User|Username|Integrated Security|Trusted_Connection|Port)\s*=/i;

/** Whether a text of the file switches off the pool of a database that is reached by network. */
export function isUnpooled(text: string, file: SourceFile): boolean {
  if (!setting.test(text)) return false;
  if (network.test(text)) return true;
  return /\b(SqlConnection|SqlClient|Npgsql|MySql)/.test(file.text) && !/\bSqlite/i.test(file.text);
}

/** Takes the setting out of a literal: pooling is on by default. */
export function withPool(literal: Node): SourceEdit {
  const found = setting.exec(literal.text);
  const [whole = '', opening = ''] = found ?? [];
  const start = literal.startIndex + (found?.index ?? 0);
  const end = start + whole.length;
  if (opening === ';') return { start, end, newText: '' };
  // First in its literal: its own semicolon goes with it, and an empty literal says nothing.
  const rest = literal.text.slice(end - literal.startIndex);
  const tail = /^;\s*/.exec(rest)?.[0] ?? '';
  const from = start + opening.length;
  return rest.slice(tail.length) === '"'
    ? { start: from, end, newText: 'Pooling=true' }
    : { start: from, end: end + tail.length, newText: '' };
}
