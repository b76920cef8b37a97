import type { Node } from '@vscode/tree-sitter-wasm';
import { portBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';
import { addImports, addMembers, outermostType } from './members';
import type { RotatingClient } from './rotation';
import { boundSocket, importsOfTurn, turnComment, turnMembers } from './rotation';

/** What a builder's chain may say beside a connection manager, which takes no notice of the rest. */
const harmless =
  /^(HttpClients\.custom|HttpClientBuilder\.create)\(\)(\s*\.(disable\w+|setUserAgent|setDefaultRequestConfig|setRetryHandler|setDefaultHeaders|setDefaultCredentialsProvider|setDefaultCookieStore|setRedirectStrategy|setKeepAliveStrategy)\([^()]*(\([^()]*\)[^()]*)*\))*\s*\.build\(\)$/;

/**
 * An Apache HttpClient 4.5 that connects from its own ports: its socket factories make the socket that
 * is connected later, for TLS as well (`ConnectionSocketFactory.createSocket`), and stand in the
 * registry of a connection manager. The manager and the TLS factory are those that the builder would
 * make. Version 5 changed this place several times: it has no such fix.
 */
export function rotatingApache(file: SourceFile, creation: Node): RotatingClient | undefined {
  const block = portBlock(file.context);
  const type = outermostType(creation);
  if (block === undefined || type === undefined || !/\borg\.apache\.http\b/.test(file.text))
    return undefined;
  const name = 'OwnPortSockets';
  const manager = `.setConnectionManager(${name}.connectionManager())`;
  const text = creation.text.replaceAll('\r\n', '\n');
  const isPlain = text === 'HttpClients.createDefault()';
  if (!isPlain && !harmless.test(text)) return undefined;
  const expression = isPlain
    ? `HttpClients.custom()${manager}.build()`
    : text.replace(/\.build\(\)$/, `${manager}.build()`);
  if (file.text.includes(`class ${name}`)) return { expression, edits: [] };
  const factory = (start: string): string => `${start} {
                    @Override
                    public Socket createSocket(HttpContext context) throws IOException {
                        return boundSocket();
                    }
                })`;
  const code = `${turnComment(block)}
private static final class ${name} {
${turnMembers(block)}

    static HttpClientConnectionManager connectionManager() {
        return new PoolingHttpClientConnectionManager(
            RegistryBuilder.<ConnectionSocketFactory>create()
                ${factory('.register("http", new PlainConnectionSocketFactory()')}
                ${factory('.register("https", new SSLConnectionSocketFactory(SSLContexts.createDefault())')}
                .build());
    }

    private static Socket boundSocket() throws IOException {
${boundSocket}
    }
}`;
  const imports = [
    ...importsOfTurn,
    'org.apache.http.config.RegistryBuilder',
    'org.apache.http.conn.HttpClientConnectionManager',
    'org.apache.http.conn.socket.ConnectionSocketFactory',
    'org.apache.http.conn.socket.PlainConnectionSocketFactory',
    'org.apache.http.conn.ssl.SSLConnectionSocketFactory',
    'org.apache.http.impl.client.HttpClients',
    'org.apache.http.impl.conn.PoolingHttpClientConnectionManager',
    'org.apache.http.protocol.HttpContext',
    'org.apache.http.ssl.SSLContexts',
  ];
  return { expression, edits: [...addImports(file, imports), ...addMembers(file, type, code)] };
}
