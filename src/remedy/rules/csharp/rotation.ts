import type { Node } from '@vscode/tree-sitter-wasm';
import * as l10n from '@vscode/l10n';
import type { SourceEdit } from '../../edits';
import type { PortBlock } from '../../portBlock';
import { portBlock } from '../../portBlock';
import { rotationCost } from '../../rotationCost';
import type { SourceFile } from '../../sourceFile';
import { addMembers, addUsings } from './members';

/** The bound keeps a call from trying for ever when the block is full. */
export const attempts = 100;

/** The runtime sets SO_REUSEADDR on Unix, and repeats a failed bind only; facts.md D. */
export const bindDelegateCost = rotationCost({
  retakes: true,
  retriesConnect: false,
  more: () => l10n.t('.NET Core and .NET 5–8 ignore BindIPEndPointDelegate.'),
});

/** The callback repeats a failed connect, too. */
export const connectCallbackCost = rotationCost({
  retakes: true,
  retriesConnect: true,
  more: () =>
    l10n.t(
      'It is for .NET 5 and later, and a proxy or a Unix socket needs its own ConnectCallback.',
    ),
});

/** The counter that both connectors draw from; empty where the type has it. */
function portTurn({ first, count }: PortBlock, file: SourceFile, type: Node): string {
  if (type.text.includes('int NextLocalPort()')) return '';
  const counter = file.freeName('localPortTurn');
  return `// Local ports ${first}-${first + count - 1} in turn: outside the range the system hands out, so no other program gets one by chance.
// Interlocked counts for all threads, and only its result is used, so that the turn wraps without a race.
private const int FirstLocalPort = ${first};
private const uint LocalPortCount = ${count};
private static int ${counter} = -1;

private static int NextLocalPort()
{
    uint turn = unchecked((uint)Interlocked.Increment(ref ${counter}));
    return FirstLocalPort + (int)(turn % LocalPortCount);
}

`;
}

/** Members that a fix needs; `name` is the one to use, and the edits are empty where it is there. */
export interface Member {
  readonly name: string;
  readonly edits: readonly SourceEdit[];
}

/**
 * A `BindIPEndPoint` delegate. The runtime calls it again with a higher `retryCount` when the bind
 * fails, takes `null` as "let the system choose", and does not catch what it throws
 * (referencesource ServicePoint.BindUsingDelegate; facts.md D and "Seed bug").
 */
export function bindDelegate(file: SourceFile, type: Node): Member | undefined {
  const block = portBlock(file.context);
  if (block === undefined) return undefined;
  const name = 'BindToOwnPort';
  if (type.text.includes(`IPEndPoint ${name}(`)) return { name, edits: [] };
  const declarations = `${portTurn(block, file, type)}private static IPEndPoint ${name}(ServicePoint servicePoint, IPEndPoint remoteEndPoint, int retryCount)
{
    if (retryCount >= ${attempts})
    {
        return null; // nothing free: let the system choose
    }
    bool isIPv6 = remoteEndPoint.AddressFamily == AddressFamily.InterNetworkV6;
    return new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, NextLocalPort());
}`;
  const usings = addUsings(file, ['System.Net', 'System.Net.Sockets', 'System.Threading']);
  return { name, edits: [...usings, addMembers(file, type, declarations)] };
}

/**
 * A `SocketsHttpHandler.ConnectCallback` (.NET 5): one socket per address and attempt, as a socket
 * that failed to connect cannot be used again on Unix; disposed on every failure.
 */
export function connectCallback(file: SourceFile, type: Node): Member | undefined {
  const block = portBlock(file.context);
  if (block === undefined) return undefined;
  const name = 'ConnectFromOwnPort';
  if (type.text.includes(`ValueTask<Stream> ${name}(`)) return { name, edits: [] };
  const declarations = `${portTurn(block, file, type)}private static async ValueTask<Stream> ${name}(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
{
    IPAddress[] addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host).ConfigureAwait(false);
    int attempt = 1;
    int index = 0;
    while (true)
    {
        IPAddress address = addresses[index];
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            bool isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
            socket.Bind(new IPEndPoint(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, NextLocalPort()));
            await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            bool isTaken = error.SocketErrorCode == SocketError.AddressAlreadyInUse
                || error.SocketErrorCode == SocketError.AddressNotAvailable;
            if (isTaken && attempt < ${attempts})
            {
                attempt++;
            }
            else if (++index == addresses.Length)
            {
                throw;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}`;
  const usings = addUsings(file, [
    'System',
    'System.IO',
    'System.Net',
    'System.Net.Http',
    'System.Net.Sockets',
    'System.Threading',
    'System.Threading.Tasks',
  ]);
  return { name, edits: [...usings, addMembers(file, type, declarations)] };
}
