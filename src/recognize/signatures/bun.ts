/** Bun: a server that cannot start asks back. */
import type { RuntimeWords } from '../signature';

export const bun: RuntimeWords = {
  runtime: 'bun',
  signatures: [
    {
      id: 'bun.start-server',
      pattern: /\bFailed to start server\. Is port (?<port>\d{1,5}) in use\?/,
      needles: [' in use?'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/bun-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
};
