/** What could not be read, said so that a person knows what to do about it. */
import * as l10n from '@vscode/l10n';
import type { Unavailable } from '../measure/measurement';
import { quoted } from './hostileText';

/** One clause without a full stop: "/proc/net/tcp: no right to read it". */
export function whyUnread(unavailable: Unavailable): string {
  const where = quoted(unavailable.where);
  switch (unavailable.reason) {
    case 'permission':
      return l10n.t('{0}: no right to read it', where);
    case 'not-found':
      return l10n.t('{0}: not there', where);
    case 'unsupported':
      return l10n.t('{0}: this system does not tell', where);
    case 'timed-out':
      return l10n.t('{0}: no answer in time', where);
    case 'malformed':
      return l10n.t('{0}: the answer made no sense', where);
    case 'too-large':
      return l10n.t('{0}: the answer was too large', where);
    case 'other-namespace':
      return l10n.t('{0}: the program runs in another network namespace', where);
    case 'process-gone':
      return l10n.t('{0}: the program has ended', where);
    case 'cancelled':
      return l10n.t('{0}: reading was cancelled', where);
    case 'failed':
      return l10n.t('{0}: reading failed ({1})', where, quoted(unavailable.detail));
  }
}
