/** Perl: `die` adds where it died. */
import type { RuntimeWords } from '../signature';

export const perl: RuntimeWords = {
  runtime: 'perl',
  signatures: [
    {
      id: 'perl.died',
      pattern:
        /\b(?<words>Address already in use|Cannot assign requested address) at \S{1,500} line \d{1,7}\./,
      needles: ['lready in use at ', 'assign requested address at '],
      provedBy: 'perl/bind-taken',
      notMatching: 'quiet/tool-prose-node-errors',
    },
  ],
  frames: [
    {
      pattern: / at (?<path>(?:\/|[A-Za-z]:[\\/])\S{1,500}) line (?<line>\d{1,7})\b/,
      order: 'innermost-first',
    },
  ],
  libraryPath: /[\\/]perl5?[\\/]/,
};
