/** Command-line tools: tunnels, load generators, downloaders. */
import type { RuntimeWords } from '../signature';

export const tools: RuntimeWords = {
  signatures: [
    {
      // OpenSSL names the call at the end: `…:calling bind()`.
      id: 'tools.openssl',
      pattern:
        /:system library:BIO_\w{1,20}:(?<words>[^:]{1,100}):[^:]{1,200}:\d{1,7}:calling (?<call>bind|listen|connect)\(\)/,
      needles: ['lready in use', 'requested address', 'Permis'],
      provedBy: 'tools/openssl-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'tools.git',
      pattern: /: errno=(?<words>Cannot assign requested address|Address already in use)$/,
      needles: ['requested address', 'lready in use'],
      operation: 'connect',
      provedBy: 'tools/git-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // wrk has no punctuation before the system's sentence.
      id: 'tools.wrk',
      pattern:
        /\bunable to connect to (?<endpoint>\S{1,260}:\d{1,5}) (?<words>Cannot assign requested address)$/,
      needles: ['requested address'],
      operation: 'connect',
      provedBy: 'tools/wrk-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    // ssh: `bind [127.0.0.1]:8080: Address already in use`, and what it says to a host.
    { pattern: /\bcannot listen to port: (?<port>\d{1,5})$/, operation: 'listen', reach: 'near' },
    {
      pattern:
        /\bconnect to (?:host )?(?<address>\S{1,253}) port (?<port>\d{1,5})(?: \(tcp\) failed)?: /,
      operation: 'connect',
      reach: 'line',
    },
    // socat: `bind(5, {AF=2 0.0.0.0:8085}, 16): …`, `connect(5, AF=2 127.0.0.1:8080, 16): …`
    {
      pattern:
        /\b(?<call>bind|listen|connect)\(\d{1,5}, \{?AF=\d{1,3} (?<endpoint>\S{1,100}:\d{1,5})\}?, \d/,
      reach: 'line',
    },
    { pattern: /\bapr_socket_(?<call>bind|listen|connect)\(\): /, reach: 'line' },
    {
      pattern: /^(?<address>[^\s[]{1,253})\[\d{1,3}: [^\]]{1,100}\]: errno=/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bfailed to connect to (?<address>[^\s:]{1,253}) \(/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /^\* Name '(?<address>[^']{1,253})' family \d{1,3} resolved to /,
      operation: 'listen',
      reach: 'above',
    },
    // curl: a client that asked for a local address or port.
    { pattern: /\bbind failed with errno \d{1,5}: /, operation: 'listen', reach: 'line' },
    // curl -v and busybox wget: where it was trying, on the lines above.
    {
      pattern:
        /^(?:.{0,200}\* {3}Trying|Connecting to) (?<endpoint>\S{1,260}:\d{1,5})(?:\.\.\.| \()/,
      operation: 'connect',
      reach: 'above',
    },
    {
      pattern: /^Connecting to (?<endpoint>\S{1,260}:\d{1,5})\.\.\. failed: /,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bImmediate connect fail for (?<address>\S{1,100}): /,
      operation: 'connect',
      reach: 'line',
    },
    // nc of Hobbit: `localhost [127.0.0.1] 8080 (http-alt) : …`
    {
      pattern: /^\S{1,253} \[(?<address>[^\s\]]{1,100})\] (?<port>\d{1,5}) \([^)]{1,60}\) : /,
      operation: 'connect',
      reach: 'line',
    },
  ],
};
