import * as l10n from '@vscode/l10n';
import { rotationCost } from '../../rotationCost';

/** The race of keep-alive: golang/go#4677, and Transport's own documentation on what it retries. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it. Go sends it again by itself where it may be repeated (GET, HEAD), and otherwise returns the error.',
  );
}

/** The dialer sets SO_REUSEADDR on Unix, and tries the next port. */
export const costOfRotation = rotationCost({ retakes: true, retriesConnect: true });
