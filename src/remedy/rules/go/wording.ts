import * as l10n from '@vscode/l10n';

/** The race of keep-alive: golang/go#4677, and Transport's own documentation on what it retries. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it. Go sends it again by itself where it may be repeated (GET, HEAD), and otherwise returns the error.',
  );
}

/** facts.md A1, A2; peers.md 0.4. */
export function rotationCost(): string {
  return l10n.t(
    'A last resort: on Linux chosen ports form one pool for all destinations, where the system would give each destination the whole range. On Windows a port in TIME_WAIT can be bound, the connect fails, and the next port is tried. Reuse alone is the better cure.',
  );
}
