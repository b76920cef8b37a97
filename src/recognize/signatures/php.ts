/** PHP: `<function>(): <what failed> <where> (<the C library's words>)` (facts.md C). */
import type { RuntimeWords } from '../signature';

export const php: RuntimeWords = {
  runtime: 'php',
  signatures: [
    {
      id: 'php.listen',
      pattern:
        /\bFailed to listen on (?<endpoint>\S{1,260}:\d{1,5}) \(reason: (?<words>[^)]{1,200})\)/,
      needles: ['lready in use', 'requested address'],
      operation: 'listen',
      provedBy: 'php/built-in-server-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'php.stream-server',
      pattern:
        /\bstream_socket_server\(\): Unable to connect to (?:tcp:\/\/)?(?<endpoint>\S{1,260}:\d{1,5}) \((?<words>[^)]{1,200})\)/,
      needles: ['stream_socket_server()'],
      operation: 'listen',
      provedBy: 'php/stream-server-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'php.client',
      pattern:
        /\b(?:fsockopen|stream_socket_client|file_get_contents)\(.{0,200}?\): Unable to connect to (?:tcp:\/\/)?(?<endpoint>\S{1,260}:\d{1,5}) \((?<words>[^)]{1,200})\)/,
      needles: ['requested address'],
      operation: 'connect',
      provedBy: 'php/client-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'php.socket-bind',
      pattern: /\bsocket_bind\(\): [uU]nable to bind address \[(?<number>\d{2,5})\]/,
      needles: ['nable to bind address ['],
      operation: 'listen',
      provedBy: 'php/socket-bind-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  hints: [
    {
      pattern: /\bfile_get_contents\((?<url>https?:\/\/[^)\s]{1,500})\): Failed to open stream/,
      operation: 'connect',
      reach: 'line',
    },
  ],
  frames: [
    {
      pattern: /\bin (?<path>(?:\/|[A-Za-z]:\\)[^:\n]{1,500}\.php)(?: on line |:)(?<line>\d{1,7})/,
      order: 'innermost-first',
    },
  ],
  libraryPath: /[\\/]vendor[\\/]/,
};
