import * as l10n from '@vscode/l10n';
import type { SourceFile } from './sourceFile';
import type { AnalysisContext } from './finding';

/** Local ports that a rotation goes round. */
export interface PortBlock {
  readonly first: number;
  readonly count: number;
}

/**
 * 20000-29999 lies below what Linux (from 32768) and Windows and macOS (from 49152) hand out
 * (facts.md A1-A3), and above the ports that services commonly listen on.
 */
const preferred: PortBlock = { first: 20000, count: 10000 };

/** A smaller block would come round to its own TIME_WAIT at once. */
const smallest = 100;

/**
 * A block outside the ephemeral range, so that the system never gives one of its ports to another
 * program: the preferred one, else the larger side of the range; `undefined` where none is left.
 */
export function portBlock({ ephemeralRange }: AnalysisContext): PortBlock | undefined {
  if (ephemeralRange === undefined) return preferred;
  const { first, last } = ephemeralRange;
  if (first >= preferred.first + preferred.count || last < preferred.first) return preferred;
  const below = { first: Math.max(1024, first - preferred.count), end: first };
  const above = { first: last + 1, end: Math.min(65536, last + 1 + preferred.count) };
  const side = below.end - below.first >= above.end - above.first ? below : above;
  const count = side.end - side.first;
  return count >= smallest ? { first: side.first, count } : undefined;
}

/** What the fix is called; empty where there is no block, and so no such fix. */
export function rotationTitle(_found: unknown, file: SourceFile): string {
  const block = portBlock(file.context);
  if (block === undefined) return '';
  const last = block.first + block.count - 1;
  return l10n.t('Reuse connections, and choose local ports {0}–{1} in turn', block.first, last);
}
