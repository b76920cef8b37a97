import * as l10n from '@vscode/l10n';

/** The race of keep-alive: RFC 9112, 9.3.1 and 9.6. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it: retry requests that may be repeated.',
  );
}

/** Measured, Java 17 and a Node server on Linux: of 20 such connections 1 to 16 were closed here first. */
export function eitherSideCloses(): string {
  return l10n.t(
    'Either side may close first; where this one does, a local port stays in TIME_WAIT.',
  );
}
