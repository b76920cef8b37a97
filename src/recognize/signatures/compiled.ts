/**
 * Languages whose words are the system's sentence with the name of the call: Nim, OCaml, Haskell,
 * Ada, Lisp, Scheme, Racket, Prolog.
 */
import type { RuntimeWords } from '../signature';

export const compiled: RuntimeWords = {
  signatures: [
    {
      id: 'ocaml.unix-error',
      pattern:
        /\bUnix\.Unix_error\((?:Unix\.)?(?<code>EADDRINUSE|EADDRNOTAVAIL), "(?<call>bind|listen|connect)"/,
      needles: ['EADDR'],
      provedBy: 'ocaml/bind-taken',
      notMatching: 'quiet/ocaml-other-errors',
    },
    {
      id: 'ocaml.denied',
      pattern: /\bUnix\.Unix_error\((?:Unix\.)?(?<code>EACCES), "(?<call>bind)"/,
      needles: ['EACCES, "bind"'],
      provedBy: 'ocaml/bind-denied',
      notMatching: 'quiet/ocaml-other-errors',
    },
    {
      id: 'lisp.socket-error',
      pattern:
        /\bSocket error in "(?<call>bind|listen|connect)": (?:EADDR\w{1,10}|\d{2,5}) \((?<words>[^)]{1,100})\)/,
      needles: ['ocket error in "'],
      provedBy: 'lisp/bind-taken',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    // Haskell: `app: Network.Socket.bind: resource busy (Address already in use)`
    { pattern: /\bNetwork\.Socket\.(?<call>bind|listen|connect)\b/, reach: 'line' },
    // Racket: `tcp-listen: listen failed`, then a line for each particular.
    { pattern: /^tcp-(?<call>listen|connect): /, reach: 'near' },
    { pattern: /^\s+port number: (?<port>\d{1,5})$/, reach: 'above' },
    { pattern: /^\s+hostname: (?<address>\S{1,253})$/, reach: 'above' },
    // Nim: `Additional info: address: "127.0.0.1" port: 8080 [OSError]`
    {
      pattern:
        /^Additional info: address: "(?<address>[^"]{0,253})" port: (?<port>\d{1,5}) \[OSError\]$/,
      operation: 'listen',
      reach: 'near',
    },
    { pattern: /\/pure\/net\.nim\(\d{1,7}\) (?<call>bindAddr|listen|connect)$/, reach: 'near' },
    // D's default trace names the method.
    { pattern: /\bstd\.socket\.Socket\.(?<call>bind|listen|connect)\(/, reach: 'near' },
  ],
  frames: [
    {
      // Nim: the innermost call comes last.
      pattern: /^(?<path>(?:\/|[A-Za-z]:\\)[^()\n]{1,500}\.nim)\((?<line>\d{1,7})\) \S/,
      order: 'innermost-last',
    },
    { pattern: /^ERROR: (?<path>\/[^:\n]{1,500}\.pl):(?<line>\d{1,7}): /, order: 'site' },
  ],
  libraryPath: /[\\/]nim[\\/]lib[\\/]/,
};
