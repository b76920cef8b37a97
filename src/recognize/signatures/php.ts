/** PHP: `<function>(): <what failed> <where> (<the C library's words>)` (facts.md C). */
import type { RuntimeWords } from '../signature';

export const php: RuntimeWords = {
  runtime: 'php',
  signatures: [
    {
      id: 'php.listen',
      pattern:
        /\bFailed to listen on (?<endpoint>\S{1,260}:\d{1,5}) \(reason: (?<words>[^)]{1,200})(?:\)|$)/,
      needles: ['Failed'],
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
      pattern:
        /\b(?:socket_bind|socket_create_listen)\(\): [uU]nable to bind (?:to given )?address \[(?<number>\d{2,5})\]/,
      needles: [' address ['],
      operation: 'listen',
      provedBy: 'php/socket-bind-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'php.socket-connect',
      pattern: /\bsocket_connect\(\): [uU]nable to connect \[(?<number>98|99|48|49|10048|10055)\]/,
      needles: ['lready in use', 'requested address', 'nable to connect [100'],
      operation: 'connect',
      provedBy: 'php/socket-connect-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // At the end of any message: `… in <file>:<line>`.
      id: 'php.message',
      pattern:
        /: (?<words>Address already in use|Cannot assign requested address) in (?:\/|[A-Za-z]:\\)[^:\n]{1,500}\.php(?: on line |:)\d/,
      needles: ['lready in use', 'requested address'],
      provedBy: 'php/exception-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // mysqlnd's code for a connection that failed; the sentence is the system's.
      id: 'php.pdo',
      pattern:
        /\bSQLSTATE\[HY000\] \[2002\] (?<words>Cannot assign requested address|Only one usage .{1,100})/,
      needles: ['requested address', 'ocket address'],
      operation: 'connect',
      provedBy: 'php/pdo-exhausted',
      notMatching: 'quiet/other-socket-errors',
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
