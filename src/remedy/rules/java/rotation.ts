import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import { portBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { addImports, addMembers, outermostType } from './members';

/** The bound keeps a call from trying for ever when the block is full. */
const attempts = 100;

/** facts.md A2: a port in TIME_WAIT is not bound without SO_REUSEADDR, for 60 s on Linux. */
export function rotationCost(_found: unknown, file: SourceFile): string {
  const perSecond = Math.floor((portBlock(file.context)?.count ?? 0) / 60);
  return l10n.t(
    'A last resort: chosen ports form one pool for all destinations, and on Linux each stays in TIME_WAIT for 60 s, so these carry {0} new connections a second. On Windows a port in TIME_WAIT can be bound, and then the connect fails. Reuse alone is the better cure.',
    perSecond,
  );
}

/**
 * An OkHttp client that connects from its own ports: OkHttp asks the socket factory for an unconnected
 * socket, also for TLS (OkHttpClient.Builder.socketFactory). Other clients have no such place: the
 * JDK's takes an address only (facts.md D).
 */
export function rotatingClient(
  file: SourceFile,
  creation: Node,
): { readonly expression: string; readonly edits: readonly SourceEdit[] } | undefined {
  const block = portBlock(file.context);
  const type = outermostType(creation);
  if (block === undefined || type === undefined || creation.text.includes('.socketFactory('))
    return undefined;
  const name = 'OwnPortSocketFactory';
  const maker = `.socketFactory(new ${name}())`;
  const expression = /^new OkHttpClient\(\)$/.test(creation.text)
    ? `new OkHttpClient.Builder()${maker}.build()`
    : creation.text.replace(/\.build\(\)$/, `${maker}.build()`).replaceAll('\r\n', '\n');
  if (file.text.includes(`class ${name}`)) return { expression, edits: [] };
  const last = block.first + block.count - 1;
  const code = `/**
 * Local ports ${block.first}-${last} in turn: outside the range the system hands out, so no other program gets one by chance.
 * The counter is atomic, and only its result is used, so that the turn wraps without a race; a taken port is skipped.
 */
private static final class ${name} extends SocketFactory {
    private static final int FIRST_LOCAL_PORT = ${block.first};
    private static final int LOCAL_PORT_COUNT = ${block.count};
    private static final AtomicInteger LOCAL_PORT_TURN = new AtomicInteger();

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        for (int attempt = 1; ; attempt++) {
            int turn = Integer.remainderUnsigned(LOCAL_PORT_TURN.getAndIncrement(), LOCAL_PORT_COUNT);
            try {
                socket.bind(new InetSocketAddress(FIRST_LOCAL_PORT + turn));
                return socket;
            } catch (BindException taken) {
                if (attempt == ${attempts}) {
                    socket.close();
                    throw taken;
                }
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return new Socket(host, port, localAddress, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress localAddress, int localPort) throws IOException {
        return new Socket(host, port, localAddress, localPort);
    }

    private Socket connected(InetSocketAddress address) throws IOException {
        Socket socket = createSocket();
        try {
            socket.connect(address);
            return socket;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }
}`;
  const imports = [
    'java.io.IOException',
    'java.net.BindException',
    'java.net.InetAddress',
    'java.net.InetSocketAddress',
    'java.net.Socket',
    'java.util.concurrent.atomic.AtomicInteger',
    'javax.net.SocketFactory',
  ];
  return { expression, edits: [...addImports(file, imports), ...addMembers(file, type, code)] };
}
