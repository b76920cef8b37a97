/** Bun: sentences of its own, beside Node's where the program uses `node:net`. */
import type { RuntimeWords } from '../signature';

export const bun: RuntimeWords = {
  runtime: 'bun',
  signatures: [
    {
      // A server that cannot start asks back.
      id: 'bun.start-server',
      pattern: /\bFailed to start server\. Is port (?<port>\d{1,5}) in use\?/,
      needles: [' in use?'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/bun-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'bun.fetch',
      pattern: /\b(?<code>EADDRNOTAVAIL|EADDRINUSE): Was there a typo in the url or port\?/,
      needles: ['EADDR'],
      operation: 'connect',
      provedBy: 'javascript-runtimes/bun-fetch',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    { pattern: /^ {0,4}path: "(?<url>https?:\/\/[^\s"]{1,300})"/, reach: 'near' },
    { pattern: /^error: Failed to (?:connect|listen at \S{1,253})$/, reach: 'near' },
    // The last line of a program that an error ended.
    { pattern: /^Bun v\d/, reach: 'near', decidesRuntime: true },
  ],
};
