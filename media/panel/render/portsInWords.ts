/** How many ports are in which state, as part of a sentence. */
import * as l10n from '@vscode/l10n';
import type { NumberWords } from '../../../src/explain/format';
import type { PortNumbers } from './portTable';

/** "3 open, 198 waiting in TIME_WAIT, 0 free" */
export function portsInWords(
  { first, last, open, waiting }: PortNumbers,
  words: NumberWords,
): string {
  return l10n.t(
    '{0} open, {1} waiting in TIME_WAIT, {2} free',
    words.count(open.length),
    words.count(waiting.length),
    words.count(last - first + 1 - open.length - waiting.length),
  );
}
