import type { SourceEdit } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { importModule } from './topLevel';
import type { Protocol } from './requests';
import { inStyleOf } from './style';

/** The bound keeps a request from trying for ever when the block is full. */
export const attempts = 100;

/** The declaration of a connector that goes round a block of local ports, and its imports. */
export interface Connector {
  readonly name: string;
  /** Empty where the file has it already. */
  readonly declaration: string;
  readonly edits: readonly SourceEdit[];
}

/** What stands before the counter of the ports' turn. */
export function turnComment({ first, count }: PortBlock): string {
  return `// Local ports ${first}-${first + count - 1} in turn: outside the range the system hands out, so no other program
// gets one by chance. A taken port is skipped; one counter is enough, as JavaScript runs one thread.`;
}

/**
 * An agent's `createConnection` in its callback form (Node's http documentation,
 * `agent.createConnection(options[, callback])`): the socket is handed over once it is connected,
 * so a taken port can still be exchanged for the next. A plain `localPort` would only fail.
 * Taken is EADDRINUSE (from bind; on Windows from connect) or EADDRNOTAVAIL (the four-tuple is in
 * use, as libuv binds with SO_REUSEADDR on Unix); facts.md B and D.
 */
export function connectorFor(file: SourceFile, protocol: Protocol, block: PortBlock): Connector {
  const usual = protocol === 'http' ? 'connectFromOwnPorts' : 'connectSecurelyFromOwnPorts';
  if (file.text.includes(`function ${usual}(`)) return { name: usual, declaration: '', edits: [] };
  const name = file.freeName(usual);
  const turn = file.freeName(protocol === 'http' ? 'localPortTurn' : 'secureLocalPortTurn');
  const module = importModule(file, protocol === 'http' ? 'net' : 'tls');
  const types = file.languageId.startsWith('typescript');
  const optionsType = protocol === 'http' ? 'TcpNetConnectOpts' : 'ConnectionOptions';
  const socketType = protocol === 'http' ? 'Socket' : 'TLSSocket';
  const signature = types
    ? `function ${name}(
  options: ${module.name}.${optionsType},
  callback: (error: Error | null, socket?: ${module.name}.${socketType}) => void,
  attemptsLeft = ${attempts},
): void {`
    : `function ${name}(options, callback, attemptsLeft = ${attempts}) {`;
  const failure = types
    ? 'error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] }'
    : 'error';
  const declaration = `${turnComment(block)}
let ${turn} = 0;
${signature}
  const localPort = ${block.first} + ${turn};
  ${turn} = (${turn} + 1) % ${block.count};
  const fromLocalPort = { ...options, localPort };
  const socket = ${module.name}.connect(fromLocalPort);
  const failed = (${failure}) => {
    const codes = [error, ...(error.errors ?? [])].map(({ code }) => code);
    const isTaken = codes.includes('EADDRINUSE') || codes.includes('EADDRNOTAVAIL');
    if (isTaken && attemptsLeft > 1) ${name}(options, callback, attemptsLeft - 1);
    else callback(error);
  };
  socket.once('error', failed);
  socket.once('connect', () => {
    socket.removeListener('error', failed);
    callback(null, socket);
  });
}`;
  return { name, declaration: inStyleOf(file, declaration), edits: module.edits };
}
