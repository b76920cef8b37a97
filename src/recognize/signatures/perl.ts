/** Perl: `die` adds where it died. */
import type { RuntimeWords } from '../signature';

export const perl: RuntimeWords = {
  runtime: 'perl',
  signatures: [
    {
      id: 'perl.died',
      pattern:
        /\b(?<words>Address already in use|Cannot assign requested address) at \S{1,500} line \d{1,7}\./,
      needles: ['lready in use at ', 'assign requested address at '],
      provedBy: 'perl/bind-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'perl.denied',
      pattern:
        /\bIO::Socket(?:::\w{1,20}){0,3}: (?<words>Permission denied) at \S{1,500} line \d{1,7}\./,
      needles: ['Permis'],
      onlyWhen: 'listen',
      provedBy: 'perl/bind-denied',
      notMatching: 'quiet/other-denials',
    },
    {
      // Net::Server says "connect" of a bind.
      id: 'perl.net-server',
      pattern:
        /\bCan't connect to (?:TCP|UDP|SSLEAY|SSL) port (?<port>\d{1,5}) on (?<address>\S{1,253}) \[(?<words>[^\]]{1,200})\]/,
      needles: ['lready in use', 'requested address', 'Permis'],
      operation: 'listen',
      provedBy: 'perl/starman-taken',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    { pattern: /\bHTTP::Daemon: /, operation: 'listen', reach: 'line' },
    {
      pattern: /\b[Cc]an't connect to (?<endpoint>\S{1,253}:\d{1,5}) \(/,
      operation: 'connect',
      reach: 'line',
    },
  ],
  frames: [
    {
      pattern: / at (?<path>(?:\/|[A-Za-z]:[\\/])\S{1,500}) line (?<line>\d{1,7})\b/,
      order: 'innermost-first',
    },
  ],
  libraryPath: /[\\/]perl5?[\\/]/,
};
