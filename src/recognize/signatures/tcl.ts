/**
 * Tcl binds before it connects (unix/tclUnixSock.c), so a client that finds no port reads as if an
 * address were taken; the command quoted below the message tells the two apart.
 */
import type { RuntimeWords } from '../signature';

export const tcl: RuntimeWords = {
  runtime: 'tcl',
  signatures: [
    {
      id: 'tcl.socket',
      pattern:
        /^couldn't open socket: (?<words>address already in use|can(?:not|'t) assign requested address)$/,
      needles: ['lready in use', 'requested address'],
      provedBy: 'tcl/connect-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'tcl.denied',
      pattern: /^couldn't open socket: (?<words>permission denied)$/,
      needles: ["couldn't open socket"],
      onlyWhen: 'listen',
      provedBy: 'tcl/listen-denied',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    {
      pattern: /^"socket -server \S{1,200} (?:-myaddr (?<address>\S{1,253}) )?(?<port>\d{1,5})"$/,
      operation: 'listen',
      reach: 'near',
    },
    {
      pattern:
        /^"socket (?:-async )?(?:-myaddr \S{1,253} )?(?<address>[^\s"-][^\s"]{0,252}) (?<port>\d{1,5})"$/,
      operation: 'connect',
      reach: 'near',
    },
  ],
  frames: [
    {
      pattern: /^\s+\(file "(?<path>(?:\/|[A-Za-z]:[\\/])[^"\n]{1,500})" line (?<line>\d{1,7})\)$/,
      order: 'innermost-first',
    },
  ],
};
