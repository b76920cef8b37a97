/** Words of no runtime in particular: bare codes, C programs, servers. */
import type { RuntimeWords } from '../signature';

const name = String.raw`(?<code>(?:WSA)?EADDR(?:INUSE|NOTAVAIL)|WSAENOBUFS)\b`;

export const generic: RuntimeWords = {
  signatures: [
    {
      // `Error: EADDRINUSE`, `Error [EADDRNOTAVAIL]`, `Errno::EADDRINUSE`
      id: 'generic.error-code',
      pattern: new RegExp(
        String.raw`\b(?:\w{0,40}(?:Error|Exception)|errno|Errno|error):{0,2} ?(?:[([](?=\w{1,20}[)\]]))?${name}(?:: address already in use)?(?: (?<endpoint>[\w.:*[\]-]{0,100}:\d{1,5})(?!\w))?`,
      ),
      needles: ['EADDR', 'WSAENOBUFS'],
      provedBy: 'quoted/generic-error-code',
      notMatching: 'quiet/source-lines',
    },
    {
      id: 'generic.code-property',
      pattern: new RegExp(
        String.raw`(?:^\s*|[{,([]\s?|["'])(?:code|errno|errorCode)\b["']?\s?[:=]\s?["']?${name}`,
      ),
      needles: ['EADDR', 'WSAENOBUFS'],
      provedBy: 'node/code-only',
      notMatching: 'quiet/source-lines',
    },
    {
      // nginx: `(98: Address already in use)`, with musl's words too.
      id: 'generic.numbered-words',
      pattern: /\((?<number>98|99): (?:Address|Cannot assign requested address)/,
      needles: ['Address', 'requested address'],
      provedBy: 'quoted/nginx-musl-ipv6',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Rust, Deno, and what is written in them.
      id: 'generic.os-error',
      pattern: /\(os error (?<number>98|99|48|49|105|55|10013|10048|10049|10055)\)/,
      needles: ['lready in use', 'requested address', '10013', '10048', '10049', '10055'],
      provedBy: 'quoted/rust-os-error',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'generic.rust-kind',
      pattern: /\bkind: (?<code>AddrInUse|AddrNotAvailable)\b/,
      needles: ['AddrInUse', 'AddrNotAvailable'],
      provedBy: 'quoted/rust-kind',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // A number alone means nothing ("processed 10048 rows"); beside a socket's word it does.
      id: 'generic.winsock-number',
      pattern:
        /\b(?:winsock|wsa|socket|bind|binding|listen|connect)\w{0,10}\b[^\n]{0,100}?\b(?:error|errno|code)(?:\s(?:code|number|no\.?|is|was))?[\s:=#([-]{0,4}(?<number>10048|10055|10013)\b/i,
      needles: ['10048', '10055', '10013'],
      provedBy: 'quoted/windows-10013-en',
      notMatching: 'quiet/numbers',
    },
    {
      id: 'generic.docker-port',
      pattern:
        /\bBind for (?<endpoint>\S{1,100}?:\d{1,5})(?: failed: port is already allocated|: unexpected error \(Failure EADDRINUSE\))/,
      needles: ['port is already allocated', 'EADDR'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/docker-port-allocated',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  hints: [
    { pattern: /\bbind\(\) to (?<endpoint>\S{1,260}) failed/, operation: 'listen', reach: 'line' },
    {
      pattern: /\bconnect\(\) to (?<endpoint>\S{1,260}) failed/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bcould not bind IPv[46] (?:address "(?<address>[^"]{1,100})"|socket)/,
      operation: 'listen',
      reach: 'line',
    },
    { pattern: /\bpostmaster already running on port (?<port>\d{1,5})\b/, reach: 'near' },
    {
      pattern: /\bmake_sock: could not bind to address (?<endpoint>\S{1,100}:\d{1,5})/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\berror binding to (?<endpoint>\S{1,100}:\d{1,5}):/,
      operation: 'listen',
      reach: 'line',
    },
    // .NET Framework and Winsock tools append the remote end to Windows' sentence.
    {
      pattern: / (?<endpoint>\d{1,3}(?:\.\d{1,3}){3}:\d{1,5})\s{0,3}$/,
      reach: 'line',
      weak: true,
    },
    {
      pattern: /\b(?:bind(?:ing)?|listen(?:ing|er)?)\b(?!-)/i,
      operation: 'listen',
      reach: 'line',
      weak: true,
    },
    {
      pattern: /\bconnect(?:ing|ion)?\b(?!-)/i,
      operation: 'connect',
      reach: 'line',
      weak: true,
    },
  ],
  frames: [
    {
      // Rust: `thread 'main' panicked at src/main.rs:5:10:`; only an absolute path leads anywhere.
      pattern:
        /\bpanicked at .{0,600}?(?<path>(?:\/|[A-Za-z]:\\)[^:\n']{1,500}\.rs):(?<line>\d{1,7}):(?<column>\d{1,7})/,
      order: 'site',
    },
  ],
  libraryPath: /[\\/]\.cargo[\\/]|^\/rustc\//,
};
