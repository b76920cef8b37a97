import * as l10n from '@vscode/l10n';

/** The race of keep-alive: RFC 9112, 9.3.1 and 9.6. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it: retry requests that may be repeated.',
  );
}
