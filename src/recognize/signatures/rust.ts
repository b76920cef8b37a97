/** Rust: a panic quotes the error with its `kind`, and the place that panicked. */
import type { RuntimeWords } from '../signature';

export const rust: RuntimeWords = {
  runtime: 'rust',
  signatures: [
    {
      id: 'rust.kind',
      pattern: /\bkind: (?<code>AddrInUse|AddrNotAvailable)\b/,
      needles: ['AddrInUse', 'AddrNotAvailable'],
      provedBy: 'rust/bind-unwrap',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Any file may be denied; what was being done must be said.
      id: 'rust.denied',
      pattern: /\bOs \{ code: (?<number>13), kind: PermissionDenied\b/,
      needles: ['Permis'],
      onlyWhen: 'listen',
      provedBy: 'rust/bind-denied',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    { pattern: /^thread '[^'\n]{0,100}' panicked at /, reach: 'near' },
    // A backtrace.
    {
      pattern: /^\s+\d{1,4}: std::net::\w{1,10}::(?:TcpListener|UdpSocket)::bind/,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern: /^\s+\d{1,4}: std::net::\w{1,10}::TcpStream::connect/,
      operation: 'connect',
      reach: 'near',
    },
  ],
  frames: [
    {
      // `panicked at src/main.rs:5:10:`; only an absolute path leads anywhere.
      pattern:
        /\bpanicked at .{0,600}?(?<path>(?:\/|[A-Za-z]:\\)[^:\n']{1,500}\.rs):(?<line>\d{1,7}):(?<column>\d{1,7})/,
      order: 'site',
    },
  ],
  libraryPath: /[\\/]\.cargo[\\/]|^\/rustc\//,
};
