import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { portBlock } from '../../portBlock';
import { rotationCost } from '../../rotationCost';
import type { SourceFile } from '../../sourceFile';
import { addImports, addMembers, outermostType } from './members';

/** The bound keeps a call from trying for ever when the block is full. */
const attempts = 100;

/**
 * Without SO_REUSEADDR, as a socket factory does not see a connect fail: with it, a port that one of
 * its own connections has could be bound as well.
 */
export const costOfRotation = rotationCost({ retakes: false, retriesConnect: false });

/** What a rotating client is made by, and the edits that declare what it needs. */
export interface RotatingClient {
  readonly expression: string;
  readonly edits: readonly SourceEdit[];
}

/** What stands before a class that hands out sockets bound to ports of their own. */
export function turnComment({ first, count }: PortBlock): string {
  return `/**
 * Local ports ${first}-${first + count - 1} in turn: outside the range the system hands out, so no other program gets one by chance.
 * The counter is atomic, and only its result is used, so that the turn wraps without a race; a taken port is skipped.
 */`;
}

/** The members of such a class that count. */
export function turnMembers({ first, count }: PortBlock): string {
  return `    private static final int FIRST_LOCAL_PORT = ${first};
    private static final int LOCAL_PORT_COUNT = ${count};
    private static final AtomicInteger LOCAL_PORT_TURN = new AtomicInteger();`;
}

/** The body of its method that gives an unconnected socket. */
export const boundSocket = `        Socket socket = new Socket();
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
        }`;

/** What both of these need. */
export const importsOfTurn = [
  'java.io.IOException',
  'java.net.BindException',
  'java.net.InetSocketAddress',
  'java.net.Socket',
  'java.util.concurrent.atomic.AtomicInteger',
];

/**
 * An OkHttp client that connects from its own ports: OkHttp asks the socket factory for an unconnected
 * socket, also for TLS (OkHttpClient.Builder.socketFactory). The JDK's clients have no such place:
 * HttpClient takes an address only (facts.md D), and HttpURLConnection nothing at all.
 */
export function rotatingOkHttp(file: SourceFile, creation: Node): RotatingClient | undefined {
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
  const code = `${turnComment(block)}
private static final class ${name} extends SocketFactory {
${turnMembers(block)}

    @Override
    public Socket createSocket() throws IOException {
${boundSocket}
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
  const imports = [...importsOfTurn, 'java.net.InetAddress', 'javax.net.SocketFactory'];
  return { expression, edits: [...addImports(file, imports), ...addMembers(file, type, code)] };
}
