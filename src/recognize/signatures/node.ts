/** Node: net.js and libuv print `<call> <code>[: <libuv's text>] <address>:<port>` (facts.md C). */
import type { RuntimeWords } from '../signature';

// libuv's texts stand in `listen` messages only; an address without a port means port 0.
const libuvText = String.raw`(?:: (?:address already in use|address not available|permission denied))?`;
const endpoint = String.raw`(?: (?<endpoint>[\w.:*%[\]-]{0,200}:\d{1,5}|[\d.]{7,15}|[\da-fA-F:]{2,45}|[/\\][^\s"'\x60]{1,200})(?!\w))?`;
const local = String.raw`(?: - Local \((?<local>[^()]{0,100})\))?`;
// Up to version 14 Node's own files have no `node:` before them (`ls lib` of that version).
const ownFile = String.raw`^internal[\\/]|^_?(?:assert|async_hooks|bootstrap_node|buffer|child_process|cluster|console|crypto|dgram|dns|domain|events|fs|http2?|https|http_\w{1,20}|inspector|module|net|node|os|path|perf_hooks|process|querystring|readline|repl|stream\w{0,20}|string_decoder|timers|tls\w{0,10}|trace_events|tty|url|util|v8|vm|wasi|worker_threads|zlib)\.js$`;

export const node: RuntimeWords = {
  runtime: 'node',
  signatures: [
    {
      id: 'node.listen',
      pattern: new RegExp(
        String.raw`\b(?<call>listen|bind) (?<code>EADDRINUSE|EADDRNOTAVAIL|EACCES)\b${libuvText}${endpoint}`,
      ),
      needles: ['EADDR', 'listen EACCES', 'bind EACCES'],
      omitsPortZero: true,
      provedBy: 'node/listen-taken',
      notMatching: 'quiet/source-lines',
    },
    {
      id: 'node.connect',
      pattern: new RegExp(
        String.raw`\b(?<call>connect) (?<code>EADDRINUSE|EADDRNOTAVAIL|ENOBUFS)\b${endpoint}${local}`,
      ),
      needles: ['EADDR', 'connect ENOBUFS'],
      provedBy: 'node/connect-exhausted',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // A host with several addresses: the message is empty, the code that of the first attempt
      // (facts.md, addenda), so the address that failed may be an IPv6 one.
      id: 'node.aggregate',
      pattern: /\bAggregateError \[(?<code>EADDRNOTAVAIL|EADDRINUSE)\]/,
      needles: ['EADDR'],
      operation: 'connect',
      mayLackAddress: true,
      provedBy: 'node/aggregate-error',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      id: 'node.inspector',
      pattern:
        /\bStarting inspector on (?<endpoint>\S{1,100}) failed: (?<words>address already in use)/,
      needles: ['lready in use'],
      operation: 'listen',
      provedBy: 'node/inspector-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
    {
      // Vite with strictPort, its WebSocket server, Angular. `is in use, trying another` is not one.
      id: 'node.port-already-in-use',
      pattern: /(?:^ ?|\b[Ee]rror: |\boccurred: )Port (?<port>\d{1,5}) is already in use\b/,
      needles: ['lready in use'],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/vite-strict-port',
      notMatching: 'quiet/helps-itself',
    },
    {
      id: 'node.something-already-running',
      pattern: /\bSomething is already running (?:on|at) port (?<port>\d{1,5})\b/,
      needles: ['lready running '],
      code: 'EADDRINUSE',
      operation: 'listen',
      provedBy: 'quoted/create-react-app',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  hints: [
    // The properties that Node prints after the stack, and JSON loggers on the same line.
    {
      pattern: /["']?\bsyscall["']?: ?["'](?<call>listen|connect|bind)["']/,
      reach: 'near',
      weak: true,
    },
    {
      pattern: /(?:^\s+|[{,]\s?)["']?port["']?: ?["']?(?<port>\d{1,5})\b/,
      reach: 'near',
      weak: true,
    },
    {
      pattern: /(?:^\s+|[{,]\s?)["']?address["']?: ?["'](?<address>[^"']{1,100})["']/,
      reach: 'near',
      weak: true,
    },
    { pattern: /["']?\berrno["']?: ?["']?(?<number>-\d{2,5})\b/, reach: 'near', weak: true },
    // node-fetch names the URL, which tells the host where the cause gives only an address.
    {
      pattern: /\brequest to (?<url>https?:\/\/[^\s"']{1,300}) failed/,
      reach: 'line',
      operation: 'connect',
    },
  ],
  frames: [
    {
      pattern:
        /^[\s│|]*at (?:[^()\n]{1,300} \()?(?:async )?(?<path>(?:file:\/\/\/|\/|[A-Za-z]:[\\/])[^():\n]{1,500}):(?<line>\d{1,7}):(?<column>\d{1,7})\)?/,
      order: 'innermost-first',
    },
    {
      // Jest and Vitest name their files from the project's folder.
      pattern:
        /^(?:\s{4,}at (?:[^()\n]{1,300} \()?|\s{0,4}❯ (?:\S{1,200} )?)(?<path>[\w@.][\w@./-]{0,300}\.[cm]?[jt]sx?):(?<line>\d{1,7}):(?<column>\d{1,7})\)?$/,
      order: 'innermost-first',
    },
    // What Node prints above an uncaught error: where it was thrown.
    {
      pattern: /^(?<path>(?:file:\/\/\/|\/|[A-Za-z]:[\\/])[^:\n]{1,500}):(?<line>\d{1,7})$/,
      order: 'site',
    },
  ],
  libraryPath: new RegExp(
    String.raw`(?:^|[\\/])node_modules[\\/]|^node:|[\\/]\.yarn[\\/]|[\\/]\.pnpm[\\/]|${ownFile}`,
  ),
};
