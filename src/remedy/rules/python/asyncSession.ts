import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { reindent } from '../../edits';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import { isAlwaysBound, rootBinding } from './imports';
import type { SharedSession } from './sharedSession';
import { argumentsOf, inputsOf } from './sharedSession';
import { inStyleOf } from './style';
import { declareAfterImports, importModules } from './topLevel';

/** What a library calls its session, and how that is closed. */
const kinds = {
  aiohttp: { word: 'session', close: 'close' },
  httpx: { word: 'client', close: 'aclose' },
};

/**
 * A coroutine that gives every caller the one session of the running event loop: a session belongs
 * to the loop that it was made in (aiohttp's documentation, "ClientSession"), so the module cannot
 * make it as it is imported. It is closed by an asynchronous generator, as `asyncio.run` finishes
 * those of its loop (Python's documentation, `loop.shutdown_asyncgens`).
 */
export function shareAsyncSession(
  file: SourceFile,
  library: 'aiohttp' | 'httpx',
  creation: Node,
): SharedSession | undefined {
  const binding = rootBinding(field(creation, 'function') ?? creation, file);
  const inputs = inputsOf(file, creation);
  if (binding === undefined || !isAlwaysBound(binding) || inputs === undefined) return undefined;
  // These run coroutines on loops of their own kind, or none at all.
  if (/^\s*(import|from)\s+(trio|curio|anyio)\b/m.test(file.text)) return undefined;
  const { word, close } = kinds[library];
  const made = `${field(creation, 'function')?.text ?? ''}${argumentsOf(file, creation)}`;
  const existing = existingFunction(file, made);
  if (existing !== undefined) return { name: existing, edits: [] };
  const name = file.freeName(`shared_${word}`);
  const table = file.freeName(`_${word}s`);
  const closer = file.freeName(`_close_${word}_with_loop`);
  const variable = word;
  const head = inStyleOf(
    file,
    `${table} = {}  # by event loop, as a ${word} belongs to the one it is made in


async def ${name}():
    """Return the ${word} that all coroutines of the running event loop share."""
    loop = asyncio.get_running_loop()
    if loop not in ${table}:
        ${variable} = `,
  );
  const tail = inStyleOf(
    file,
    `
        closer = ${closer}(loop, ${variable})
        ${table}[loop] = ${variable}, closer
        await closer.asend(None)
    return ${table}[loop][0]


async def ${closer}(loop, ${variable}):
    # asyncio.run() finishes the loop's async generators, and so closes the ${word}.
    try:
        yield
    finally:
        del ${table}[loop]
        await ${variable}.${close}()`,
  );
  const indent = inStyleOf(file, '        ');
  const declaration = head + reindent(made, '', indent) + tail;
  const edits: SourceEdit[] = [
    ...importModules(file, ['asyncio']),
    declareAfterImports(file, declaration, [binding.statement, ...inputs]),
  ];
  return { name, edits };
}

/** The coroutine that the module has already for sessions made by the same words. */
function existingFunction(file: SourceFile, made: string): string | undefined {
  const squeezed = made.replace(/\s+/g, '');
  const functions = /async def (shared_(?:session|client)\d*)\(\):([^]{0,2000}?)\n[\t ]*closer = /g;
  for (const [, name, body = ''] of file.text.matchAll(functions)) {
    if (body.replace(/\s+/g, '').endsWith(`=${squeezed}`)) return name;
  }
  return undefined;
}

export function asyncSharingTitle(): string {
  return l10n.t('Share one session for the life of the event loop');
}
