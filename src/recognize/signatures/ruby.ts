/** Ruby: `<words> - <call>(2) for "<host>" port <port> (Errno::<code>)` (facts.md C). */
import type { RuntimeWords } from '../signature';

export const ruby: RuntimeWords = {
  runtime: 'ruby',
  signatures: [
    {
      id: 'ruby.errno',
      pattern:
        / - (?<call>bind|listen|connect)\(2\)(?: for (?:(?<endpoint>\/[^\s()]{1,260}|\S{1,260}:\d{1,5})|"?(?<address>[^"\s]{1,253})"? port (?<port>\d{1,5}))?[^()]{0,260})?\)? \((?:Errno::(?<code>EADDRINUSE|EADDRNOTAVAIL|EACCES))\)/,
      needles: ['EADDR', 'EACCES'],
      provedBy: 'ruby/bind-taken',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // EventMachine (Thin, Sinatra on it) names both causes; the first is the likelier.
      id: 'ruby.eventmachine',
      pattern: /\bno acceptor \(port is in use or requires root privileges\)/,
      needles: ['n use or requires root'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'ruby/thin-taken',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    {
      pattern: /\bhas taken the stage on (?<port>\d{1,5}) /,
      operation: 'listen',
      reach: 'above',
    },
    {
      pattern: /\bconnecting to Redis on (?<endpoint>\S{1,260}:\d{1,5}) \(/,
      operation: 'connect',
      reach: 'line',
    },
    {
      pattern: /\bFailed to open TCP connection to (?<endpoint>\S{1,260}:\d{1,5}) /,
      operation: 'connect',
      reach: 'line',
    },
  ],
  frames: [
    {
      pattern:
        /^(?:\s*(?:\d+: )?from )?(?<path>(?:\/|[A-Za-z]:\/)[^:\n]{1,500}\.rb):(?<line>\d{1,7}):in /,
      order: 'innermost-first',
    },
  ],
  libraryPath: /\/lib\/ruby\/|\/gems\/|^<internal:/,
};
