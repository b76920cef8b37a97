/** Lua: `<program>: <file>:<line>: <message>`; LuaSocket hands on the system's sentence. */
import type { RuntimeWords } from '../signature';

export const lua: RuntimeWords = {
  runtime: 'lua',
  signatures: [
    {
      id: 'lua.error',
      pattern:
        /\.lua:\d{1,7}: (?:.{1,300}: )?(?<words>address already in use|Cannot assign requested address)$/,
      needles: ['lready in use', 'requested address'],
      provedBy: 'lua/bind-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  frames: [
    {
      pattern:
        /^(?:\w{1,20}(?:\.\d)?: |\t)?(?<path>(?:\/|[A-Za-z]:[\\/])[^:\n]{1,500}\.lua):(?<line>\d{1,7}): /,
      order: 'innermost-first',
    },
  ],
  libraryPath: /[\\/]share[\\/]lua[\\/]/,
};
