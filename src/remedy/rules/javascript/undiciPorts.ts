import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { applySourceEdits, insert, reindent } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { field, namedChildren } from '../../syntax';
import { attempts, type Connector, turnComment } from './portRotation';
import { withFirstItem } from './requestOptions';
import { keyOf } from './requests';
import { siblingExport } from './sibling';
import { inStyleOf } from './style';
import { topLevelDeclaration } from './topLevel';

/** Options that say how to connect: a connector of one's own takes their place (undici, `ClientOptions`). */
const ofConnecting =
  /^(connect|connectTimeout|allowH2|useH2c|socketPath|localAddress|maxCachedSessions|autoSelectFamily\w*|factory|clientFactory)$/;

/**
 * A `connect` option that goes round a block of local ports. undici's own connector does the work,
 * TLS included, and is made for each attempt, as it has its local port from the start (undici's
 * documentation, "Connector"). Taken is as for an agent: see `connectorFor`.
 */
export function undiciConnector(
  file: SourceFile,
  constructor: Node,
  block: PortBlock,
): Connector | undefined {
  const usual = 'connectFromOwnPorts';
  const isThere = /\bbuildConnector\(\{[^{}]*\blocalPort \}\)/.test(file.text);
  if (isThere && topLevelDeclaration(file, usual) !== undefined) {
    return { name: usual, declaration: '', edits: [] };
  }
  const maker = siblingExport(file, constructor, 'buildConnector', 'beside');
  if (maker === undefined) return undefined;
  const name = file.freeName(usual);
  const turn = file.freeName('localPortTurn');
  const isTyped = file.languageId.startsWith('typescript');
  const signature = isTyped
    ? `function ${name}(
  options: ${maker.text}.Options,
  callback: ${maker.text}.Callback,
  attemptsLeft = ${attempts},
): void {`
    : `function ${name}(options, callback, attemptsLeft = ${attempts}) {`;
  const failure = isTyped
    ? 'const error = result[0] as (NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }) | null;'
    : 'const [error] = result;';
  // The port is the one of `options` in any case; the types ask for one here.
  const settings = isTyped ? '{ port: Number(options.port), localPort }' : '{ localPort }';
  const declaration = `${turnComment(block)}
let ${turn} = 0;
${signature}
  const localPort = ${block.first} + ${turn};
  ${turn} = (${turn} + 1) % ${block.count};
  ${maker.text}(${settings})(options, (...result) => {
    ${failure}
    const codes = [error, ...(error?.errors ?? [])].map((each) => each?.code);
    const isTaken = codes.includes('EADDRINUSE') || codes.includes('EADDRNOTAVAIL');
    if (isTaken && attemptsLeft > 1) ${name}(options, callback, attemptsLeft - 1);
    else callback(...result);
  });
}`;
  return { name, declaration: inStyleOf(file, declaration), edits: maker.edits };
}

/**
 * The arguments of `new Pool(origin, options)` or `new Agent(options)` with a `connect` of one's own;
 * `undefined` where they say themselves how to connect, or cannot be read.
 */
export function argumentsWithConnect(
  file: SourceFile,
  creation: Node,
  kind: string,
  connector: string,
): string | undefined {
  const list = field(creation, 'arguments');
  const option = `connect: ${connector}`;
  if (list === undefined) return kind === 'Agent' ? `({ ${option} })` : undefined;
  const args = namedChildren(list);
  const position = kind === 'Agent' ? 0 : 1;
  const options = args[position];
  if (args.length < position) return undefined;
  const edits: SourceEdit[] = [];
  if (options === undefined) {
    const before = args.at(-1);
    edits.push(
      insert(before?.endIndex ?? list.startIndex + 1, `${before ? ', ' : ''}{ ${option} }`),
    );
  } else {
    if (options.type !== 'object') return undefined;
    const keys = namedChildren(options).map(keyOf);
    if (keys.some((key) => key === undefined || ofConnecting.test(key))) return undefined;
    edits.push(...withFirstItem(file, options, option));
  }
  const text = applySourceEdits(file.text, list.startIndex, list.endIndex, edits);
  return reindent(text, file.indentation(list.startIndex), '');
}
