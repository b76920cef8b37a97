import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { isAlwaysBound, rootBinding } from './imports';
import { localPorts } from './portRotation';
import { inStyleOf } from './style';
import { declareAfterImports, importModules } from './topLevel';

/**
 * A connection of `http.client` that connects from ports of its own. `source_address` is read by
 * `connect`, which runs again whenever the server has closed (`auto_open`), so the port is chosen
 * there. `http.client` binds without SO_REUSEADDR: a port in TIME_WAIT is taken, too, and skipped.
 *
 * @param maker how the file names `HTTPConnection` or `HTTPSConnection`
 * @returns the name of the class, and the edits that declare it; `undefined` where the module need
 *   not have `maker`
 */
export function ownPortConnection(
  file: SourceFile,
  maker: Node,
  block: PortBlock,
): { readonly name: string; readonly edits: readonly SourceEdit[] } | undefined {
  const binding = rootBinding(maker, file);
  if (binding === undefined || !isAlwaysBound(binding)) return undefined;
  const isSecure = maker.text.endsWith('HTTPSConnection');
  const usual = isSecure ? 'OwnPortHTTPSConnection' : 'OwnPortHTTPConnection';
  if (file.text.includes(`class ${usual}(`)) return { name: usual, edits: [] };
  const name = file.freeName(usual);
  const ports = localPorts(file, block);
  const declaration = `${ports.declaration}


class ${name}(${maker.text}):
    def connect(self):
        for attempts_left in range(${ports.attempts - 1}, -1, -1):
            with ${ports.lock}:
                self.source_address = ("", next(${ports.cycle}))
            try:
                return super().connect()
            except OSError as error:
                is_taken = error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL)
                if not is_taken or attempts_left == 0:
                    raise
`;
  const edits = [
    ...importModules(file, ['errno', 'itertools', 'threading']),
    declareAfterImports(file, inStyleOf(file, declaration.trimEnd()), [binding.statement]),
  ];
  return { name, edits };
}
