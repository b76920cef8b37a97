/** Amounts that several sentences name, right also where there is exactly one. */
import * as l10n from '@vscode/l10n';

/** Whether a number, as it is written, is one: 1.04 is, where it is shown as "1". */
export function isOne(written: string): boolean {
  return written === '1';
}

/** `40 connections a second`, `1 connection a second`. */
export function connectionsASecond(written: string): string {
  return isOne(written)
    ? l10n.t('1 connection a second')
    : l10n.t('{0} connections a second', written);
}

/** `201 ports`, `1 port`. */
export function portCount(written: string): string {
  return isOne(written) ? l10n.t('1 port') : l10n.t('{0} ports', written);
}

/** `40 connections/s`, `1 connection/s`: where there is no room for words. */
export function connectionsPerSecond(written: string): string {
  return isOne(written) ? l10n.t('1 connection/s') : l10n.t('{0} connections/s', written);
}

/** `150 connections`, `1 connection`. */
export function connectionCount(written: string): string {
  return isOne(written) ? l10n.t('1 connection') : l10n.t('{0} connections', written);
}

/** `150 requests`, `1 request`. */
export function requestCount(written: string): string {
  return isOne(written) ? l10n.t('1 request') : l10n.t('{0} requests', written);
}
