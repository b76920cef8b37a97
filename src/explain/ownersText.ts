/** Whose connections they are, in words. */
import * as l10n from '@vscode/l10n';
import type { Attribution, OwnersShare } from './attribution';
import type { NumberWords } from './format';
import { quoted } from './hostileText';

/** Where fewer were caught, the rest is taken to be like them: an estimate. */
const certainShare = 0.9;
/** More names than anyone reads in a cell. */
const mostNamed = 3;

/**
 * `java in the terminal “bash”`, `node, run by this editor`, `the debugger of “Client”`, `not known
 * whose …`; with their shares where there are several, and how sure that is.
 */
export function whoseText(attribution: Attribution, words: NumberWords): string {
  const { toldShare } = attribution;
  const text = ownersText(attribution, words);
  if (toldShare === undefined || toldShare >= certainShare) return text;
  return l10n.t(
    '{0} (an estimate: the owner of {1} of the connections was seen)',
    text,
    words.percent(toldShare),
  );
}

function ownersText({ basis, shares }: Attribution, words: NumberWords): string {
  const named = namedOnce(shares).slice(0, mostNamed);
  if (basis === 'probe' && !shares.some(({ belongsTo }) => belongsTo === 'workspace')) {
    return [l10n.t('a program of this workspace'), ...named.map(({ name }) => name)].join('; ');
  }
  const [first] = named;
  if (first === undefined) return l10n.t('not known whose (none was caught while it was open)');
  if (named.length === 1) return first.name;
  return named.map(({ name, share }) => l10n.t('{0}: {1}', name, words.percent(share))).join('; ');
}

/**
 * Each name with what all its owners have together, the largest first: two runs of one program are
 * two owners, and read as one.
 */
function namedOnce(shares: readonly OwnersShare[]): readonly { name: string; share: number }[] {
  const shareOf = new Map<string, number>();
  for (const one of shares) {
    const name = ownerText(one);
    shareOf.set(name, (shareOf.get(name) ?? 0) + one.share);
  }
  return [...shareOf].map(([name, share]) => ({ name, share })).sort((a, b) => b.share - a.share);
}

function ownerText({ belongsTo, origin, program }: OwnersShare): string {
  const label = quoted(origin?.label ?? '', 40);
  const name = quoted(program ?? '', 40);
  switch (belongsTo) {
    case 'editor':
      // A debugger that names no process hides its program here: the name shows it.
      return name === '' ? l10n.t('this editor') : l10n.t('{0}, run by this editor', name);
    case 'others':
      return l10n.t('a program that was not started in this editor');
    case 'debugger':
      return origin === undefined || origin.kind === 'editor'
        ? l10n.t('a debugger')
        : l10n.t('the debugger of “{0}”', label);
    case 'workspace':
      switch (origin?.kind) {
        case 'session':
          if (origin.isGuessed === true) {
            return l10n.t('{0}, probably in the debug session “{1}”', name, label);
          }
          return l10n.t('{0} in the debug session “{1}”', name, label);
        case 'task':
          return l10n.t('{0} in the task “{1}”', name, label);
        default:
          return l10n.t('{0} in the terminal “{1}”', name, label);
      }
  }
}
