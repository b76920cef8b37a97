/** Shells: bash connects for `/dev/tcp/<host>/<port>`, and names the script and its line. */
import type { RuntimeWords } from '../signature';

export const shell: RuntimeWords = {
  runtime: 'shell',
  signatures: [
    {
      id: 'shell.dev-tcp',
      pattern:
        /: \/dev\/(?:tcp|udp)\/(?<address>[^/\s]{1,253})\/(?<port>\d{1,5}): (?<words>.{1,200})$/,
      needles: ['lready in use', 'requested address'],
      operation: 'connect',
      provedBy: 'shell/bash-dev-tcp-exhausted',
      notMatching: 'quiet/bash-other-errors',
    },
  ],
  frames: [
    {
      // `line 1` is localised: `Zeile 1`, `sor: 1`.
      pattern: /^(?<path>\/[^:\n]{1,500}): \p{L}{1,12}:? (?<line>\d{1,7}): /u,
      order: 'site',
    },
  ],
};
