import * as l10n from '@vscode/l10n';
import type { SourceFile } from '../../sourceFile';

/** Whether a file calls Windows and asks for no other system, so that it runs there alone. */
export function isForWindows({ text }: SourceFile): boolean {
  return (
    /\b(windll|wintypes)\b/.test(text) &&
    !/\b(os\.name|sys\.platform|platform\.system)\b/.test(text)
  );
}

/** Why a listener cannot start again at once; facts.md A2 (S4), peers.md 3 L, measured again here. */
export function restartFails(): string {
  return l10n.t(
    'On Linux and macOS a connection that this server closed first stays in TIME_WAIT on its port, and for that time (60 s on Linux) the next start fails with EADDRINUSE.',
  );
}

/** facts.md A2: the option is needed on the old sockets too. */
export function restartCost(): string {
  return l10n.t(
    'It helps from the second start on, as the connections of the last run were accepted without it. On Windows the option is left off, where it would let another program take the port.',
  );
}

/** What stands behind the line that sets it. */
export const windowsRemark = 'on Windows others could take the port';
