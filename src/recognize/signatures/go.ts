/** Go: `net.OpError` prints `<op> <network> <address>: <step>: <the system's words>` (facts.md C). */
import type { RuntimeWords } from '../signature';

const listenEndpoint = String.raw`(?<endpoint>\S{0,260}?)`;
const words = String.raw`(?<words>.{1,300})`;

export const go: RuntimeWords = {
  runtime: 'go',
  signatures: [
    {
      id: 'go.listen',
      pattern: new RegExp(
        String.raw`\blisten (?:tcp|udp|unix)[46]? ${listenEndpoint}: bind: ${words}`,
      ),
      needles: ['lready in use', 'requested address', 'bind: '],
      operation: 'listen',
      provedBy: 'go/listen-taken',
      notMatching: 'quiet/go-other-errors',
    },
    {
      // A client that asked for a local port: what failed is that bind.
      id: 'go.dial-local',
      pattern: new RegExp(
        String.raw`\bdial (?:tcp|udp)[46]? (?<endpoint>[^\s>]{1,260})->\S{1,260}: bind: ${words}`,
      ),
      needles: ['lready in use', 'requested address', 'bind: '],
      operation: 'listen',
      provedBy: 'go/dial-local-taken',
      notMatching: 'quiet/go-other-errors',
    },
    {
      // On Windows Go binds to port 0 before ConnectEx (net/fd_windows.go), so a bind without a
      // local address is part of a connect.
      id: 'go.dial',
      pattern: new RegExp(
        String.raw`\bdial (?:tcp|udp)[46]? (?:[^\s>]{1,260}->)?(?<endpoint>[^\s>]{1,260}): (?:connect|connectex|bind|ConnectEx tcp): ${words}`,
      ),
      needles: ['lready in use', 'requested address'],
      operation: 'connect',
      provedBy: 'go/dial-exhausted',
      notMatching: 'quiet/go-other-errors',
    },
  ],
  frames: [
    {
      // A goroutine's trace.
      pattern: /^\t(?<path>(?:\/|[A-Za-z]:\/)[^:\n]{1,500}\.go):(?<line>\d{1,7})\b/,
      order: 'innermost-first',
    },
    {
      // The log package with Llongfile.
      pattern: /(?:^|\s)(?<path>(?:\/|[A-Za-z]:\/)[^\s:]{1,500}\.go):(?<line>\d{1,7}): /,
      order: 'site',
    },
  ],
  libraryPath:
    /^\/usr\/(?:local\/|lib\/)?go(?:-[\d.]+)?\/src\/|[\\/]Go[\\/]src[\\/]|[\\/]pkg[\\/]mod[\\/]|[\\/]vendor[\\/]/,
};
