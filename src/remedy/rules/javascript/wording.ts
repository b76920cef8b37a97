import * as l10n from '@vscode/l10n';
import { rotationCost } from '../../rotationCost';
import type { SourceFile } from '../../sourceFile';

/** What keep-alive costs; nodejs/node#52649 has the race. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it, which then fails with ECONNRESET: retry requests that may be repeated.',
  );
}

/** libuv binds with SO_REUSEADDR on Unix (facts.md D), and the connector tries the next port. */
export const costOfRotation = rotationCost({ retakes: true, retriesConnect: true });

/**
 * Whether agents keep alive unless told otherwise: Node 19 and later (facts.md D). An unknown
 * version counts as older, so that the edit is right on every one.
 */
export function defaultAgentKeepsAlive(file: SourceFile): boolean {
  return (file.context.nodeMajor ?? 0) >= 19;
}

/** Who closes when a request carries `Connection: close` (facts.md, Addenda: 357 connections through 201 ports). */
export function serverClosesFirst(): string {
  return l10n.t(
    'The server closes first, so this costs a handshake per call and the server its TIME_WAIT, but no local port here.',
  );
}

/** Who pays where this side closes first; RFC 9293, 3.5. */
export function localPortInTimeWait(): string {
  return l10n.t(
    'This side closes first, so every call leaves a local port in TIME_WAIT: at a high rate the port range runs out.',
  );
}
