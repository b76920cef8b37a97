/** Elixir: Erlang's atoms with a colon, and Phoenix' own sentence. */
import type { RuntimeWords } from '../signature';

export const elixir: RuntimeWords = {
  runtime: 'elixir',
  signatures: [
    {
      id: 'elixir.phoenix',
      pattern:
        /\bRunning \S{1,200} with .{1,80}? (?:at \w{1,10} )?failed, port (?<port>\d{1,5}) already in use/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/elixir-phoenix',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      id: 'elixir.atom',
      pattern:
        /(?:\{:error, |\(EXIT\) |\breason |\bfor reason )\{?:(?<code>eaddrinuse|eaddrnotavail)\b/,
      needles: ['eaddr'],
      provedBy: 'elixir/listen-taken',
      notMatching: 'quiet/erlang-other-errors',
    },
  ],
  hints: [
    {
      pattern: /\bin :ranch_\w{1,10}:listen\b|:gen_tcp\.listen\b/,
      operation: 'listen',
      reach: 'near',
    },
    { pattern: /:gen_tcp\.connect\b/, operation: 'connect', reach: 'near' },
  ],
};
