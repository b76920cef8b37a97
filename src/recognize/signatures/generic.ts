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
      // Rust, Deno, and what is written in them.
      id: 'generic.os-error',
      pattern: /\(os error (?<number>98|99|48|49|105|55|10013|10048|10049|10055)\)/,
      needles: ['lready in use', 'requested address', '10013', '10048', '10049', '10055'],
      provedBy: 'quoted/rust-os-error',
      notMatching: 'quiet/other-socket-errors',
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
  ],
  hints: [
    // Where the system's sentence follows the endpoint: `bind: 127.0.0.1:8080: Address already …`
    {
      pattern:
        /(?:^|[\s("'/])(?<endpoint>(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:.]{2,45}\]|\*|localhost):\d{1,5})['"]?(?:\)|: (?:\(\d{1,3}\) )?(?:bind: |connect: )?(?:Address|Cannot|Can't|Permission)\b)/,
      reach: 'line',
      weak: true,
    },
    {
      pattern: /\b(?:[Ll]isten(?:ing)?|[Bb]ind(?:ing)?) (?:to|on) port (?<port>\d{1,5})\b/,
      operation: 'listen',
      reach: 'line',
    },
    {
      pattern: /\bListen(?:ing)? on (?<endpoint>\S{1,260}:\d{1,5})$/,
      operation: 'listen',
      reach: 'above',
    },
    // A wrapper's own sentence: `Cannot start the shop on port 8080`.
    { pattern: /\bon port (?<port>\d{1,5})\b/, operation: 'listen', reach: 'above' },
    {
      pattern:
        /\b(?:[Rr]each|[Ff]etch|[Rr]equest|GET|POST)\w{0,4}\b.{0,40}?(?<url>https?:\/\/[\w.[\]-]{1,253}(?::\d{1,5})?)/,
      operation: 'connect',
      reach: 'line',
      weak: true,
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
};
