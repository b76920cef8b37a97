/** Erlang prints the atom (`{error,eaddrinuse}`); Ranch, which serves most of it, a sentence. */
import type { RuntimeWords } from '../signature';

export const erlang: RuntimeWords = {
  runtime: 'erlang',
  signatures: [
    {
      id: 'erlang.ranch',
      pattern:
        /\bFailed to start Ranch listener .{1,300}? in :?ranch_\w{1,10}:listen\(.{0,4000}?\) for reason :?(?<code>eaddrinuse|eaddrnotavail|eacces)\b/,
      needles: ['Failed'],
      operation: 'listen',
      provedBy: 'servers/rabbitmq-taken',
      notMatching: 'quiet/erlang-other-errors',
    },
    {
      id: 'erlang.atom',
      pattern: /(?:[{,]\s?error,\s?|\{listen,|[\]},]\s?|\],)(?<code>eaddrinuse|eaddrnotavail)\}/,
      needles: ['eaddr'],
      provedBy: 'erlang/listen-taken',
      notMatching: 'quiet/erlang-other-errors',
    },
  ],
  hints: [
    {
      pattern: /\bgen_tcp:listen\b|\{listen,|\blisten_error\b/,
      operation: 'listen',
      reach: 'near',
    },
    { pattern: /\bgen_tcp:connect\b|\bfailed_connect\b/, operation: 'connect', reach: 'near' },
    // Ranch's options and a listener's name: `{port,8085}`, `{acceptor,{0,0,0,0},8085}`.
    {
      pattern: /\{acceptor,\{[\d,]{7,40}\},(?<port>\d{1,5})\}/,
      operation: 'listen',
      reach: 'line',
    },
    { pattern: /(?:\{port,|\bport: )\s{0,3}(?<port>\d{1,5})\b/, reach: 'line', weak: true },
    {
      pattern: /\{to_address,\{"(?<address>[^"]{1,253})",(?<port>\d{1,5})\}\}/,
      operation: 'connect',
      reach: 'above',
    },
    { pattern: /\bhttpd_acceptor_sup_(?<port>\d{1,5})/, operation: 'listen', reach: 'above' },
  ],
};
