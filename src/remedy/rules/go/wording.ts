import * as l10n from '@vscode/l10n';
import { portBlock } from '../../portBlock';
import type { SourceFile } from '../../sourceFile';

/** The race of keep-alive: golang/go#4677, and Transport's own documentation on what it retries. */
export function reuseCost(): string {
  return l10n.t(
    'The server may close an idle connection just as a request goes out on it. Go sends it again by itself where it may be repeated (GET, HEAD), and otherwise returns the error.',
  );
}

/** Measured, Go 1.19 and Node 20 on Linux: of 20 such connections 9 to 14 were closed here first. */
export function eitherSideCloses(): string {
  return l10n.t(
    'Either side may close first; where this one does, a local port stays in TIME_WAIT.',
  );
}

export function rotationTitle(_found: unknown, file: SourceFile): string {
  const block = portBlock(file.context);
  if (block === undefined) return '';
  const last = block.first + block.count - 1;
  return l10n.t('Reuse connections, and choose local ports {0}–{1} in turn', block.first, last);
}

/** facts.md A1, A2; peers.md 0.4. */
export function rotationCost(): string {
  return l10n.t(
    'A last resort: on Linux chosen ports form one pool for all destinations, where the system would give each destination the whole range. On Windows a port in TIME_WAIT can be bound, the connect fails, and the next port is tried. Reuse alone is the better cure.',
  );
}
