/** What choosing local ports costs, in words for the system that the code is edited on. */
import * as l10n from '@vscode/l10n';
import type { AnalysisContext } from './finding';
import { portBlock } from './portBlock';
import type { SourceFile } from './sourceFile';

/** How a rotation deals with a port in TIME_WAIT. */
export interface RotationTraits {
  /** It binds with SO_REUSEADDR on Unix, so that such a port can be taken again at once (facts.md A2). */
  readonly retakes: boolean;
  /** A connect that fails because of such a port is tried again from the next one (facts.md B, Windows). */
  readonly retriesConnect: boolean;
  /** What else is to be said. */
  readonly more?: () => string;
}

/** For a recipe: facts.md A1 to A3 has the pools, and how long a port stays in TIME_WAIT. */
export function rotationCost({
  retakes,
  retriesConnect,
  more,
}: RotationTraits): (found: unknown, file: SourceFile) => string {
  return (_found, { context }) =>
    [
      pool(context),
      ...(retakes || context.platform === 'win32' ? [] : [rate(context)]),
      ...(context.platform === undefined || context.platform === 'win32'
        ? [onWindows(retriesConnect)]
        : []),
      ...(more === undefined ? [] : [more()]),
      l10n.t('Reuse alone is the better cure.'),
    ].join(' ');
}

function pool({ platform }: AnalysisContext): string {
  switch (platform) {
    case 'darwin':
      return l10n.t(
        "A last resort: chosen ports form one pool for all destinations, as the system's own do on macOS.",
      );
    case 'win32':
      return l10n.t('A last resort: chosen ports form one pool for all destinations.');
    case 'linux':
    case undefined:
    default:
      return l10n.t(
        'A last resort: on Linux chosen ports form one pool for all destinations, where the system would give each destination the whole range.',
      );
  }
}

function rate(context: AnalysisContext): string {
  const ports = portBlock(context)?.count ?? 0;
  return context.platform === 'darwin'
    ? l10n.t(
        'Each stays in TIME_WAIT for 30 s, so these carry {0} new connections a second.',
        Math.floor(ports / 30),
      )
    : onLinux(Math.floor(ports / 60));
}

/** The smallest block has a hundred ports, which carry one. */
function onLinux(connectionsASecond: number): string {
  return connectionsASecond === 1
    ? l10n.t('On Linux each stays in TIME_WAIT for 60 s, so these carry 1 new connection a second.')
    : l10n.t(
        'On Linux each stays in TIME_WAIT for 60 s, so these carry {0} new connections a second.',
        connectionsASecond,
      );
}

function onWindows(retriesConnect: boolean): string {
  return retriesConnect
    ? l10n.t(
        'On Windows a port in TIME_WAIT can be bound, the connect fails, and the next port is tried.',
      )
    : l10n.t('On Windows a port in TIME_WAIT can be bound, and then the connect fails.');
}
