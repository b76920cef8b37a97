/** Deno: its own classes of errors, with Rust's words in them. */
import type { RuntimeWords } from '../signature';

export const deno: RuntimeWords = {
  runtime: 'deno',
  signatures: [
    {
      id: 'deno.error-class',
      pattern: /\b(?<code>AddrInUse|AddrNotAvailable): [^()\n]{1,100}\(os error \d{2,5}\)/,
      needles: ['AddrInUse', 'AddrNotAvailable'],
      provedBy: 'javascript-runtimes/deno-serve',
      notMatching: 'quiet/other-socket-errors',
    },
    {
      // `fetch`: Deno 2 has it as the cause, Deno 1 as the error itself.
      id: 'deno.fetch',
      pattern:
        /\b(?:Caused by: Error|TypeError): error sending request for url \((?<url>https?:\/\/[^\s)]{1,300})\)[^\n]{0,200}\(os error (?<number>98|99|48|49|10048|10049|10055)\)/,
      needles: ['os error 9', 'os error 4', 'os error 1'],
      operation: 'connect',
      provedBy: 'javascript-runtimes/deno-fetch',
      notMatching: 'quiet/other-socket-errors',
    },
  ],
  hints: [
    // The call that failed, and what it was given: both stand in the text, the latter as source.
    { pattern: /\blisten \(ext:deno_net\//, operation: 'listen', reach: 'near' },
    { pattern: /\bconnect \(ext:deno_net\//, operation: 'connect', reach: 'near' },
    {
      pattern:
        /\b(?:Deno|Bun)\.(?:connect|listen)\(\{.{0,200}\bhostname: ["'](?<address>[^"'\s]{1,253})["']/,
      reach: 'near',
    },
    // It prints Node's words too, where the program uses `node:net`.
    { pattern: /^error: Uncaught /, reach: 'line', decidesRuntime: true },
  ],
};
