/** The port of a listen that failed, and which of its holders is in the way. */
import type { PortHolder } from '../measure/measurement';
import { isSameAddress, standsInTheWay } from './addresses';
import type { Case, Weight } from './cause';
import type { Confidence } from './verdict';

/** The port that a failed listen asked for, and how firmly the text says that it is taken. */
export interface TakenPort {
  /** Absent where the text does not name it. */
  readonly port?: number;
  readonly address: string;
  readonly weight: Weight;
  readonly confidence: Confidence;
}

/**
 * Undefined where the text speaks of something else. A bare EADDRINUSE that does not say which call
 * failed may be a listen as well: then a holder supports it and does not settle it, since the server
 * that a connect was meant for listens on that port too.
 */
export function takenPort({ file }: Case): TakenPort | undefined {
  const { error } = file;
  if (!error) return undefined;
  const { port, address = '' } = error.endpoint ?? {};
  const isPlain = error.illness === 'address-taken';
  const isMaybe =
    error.illness === 'undetermined' &&
    error.code === 'EADDRINUSE' &&
    error.operation !== 'connect';
  if (!isPlain && !isMaybe) return undefined;
  return {
    address,
    weight: isPlain ? 'settled' : 'supported',
    confidence: isPlain ? 'certain' : 'likely',
    ...(port !== undefined && { port }),
  };
}

/**
 * The holder that stands in the way: one at the same address or a wildcard, and among these one
 * whose process is known, at the very address before a wildcard. Undefined where there is none at all.
 */
export function holderInTheWay(
  holders: readonly PortHolder[],
  address: string,
): { readonly holder: PortHolder; readonly isSameAddress: boolean } | undefined {
  const inTheWay = holders.filter((each) => standsInTheWay(each.local.address, address));
  const candidates = inTheWay.length > 0 ? inTheWay : holders;
  const named = candidates.filter((each) => each.process.kind === 'value');
  const isExact = ({ local }: PortHolder) => isSameAddress(local.address, address);
  const holder = named.find(isExact) ?? named[0] ?? candidates.find(isExact) ?? candidates[0];
  return holder && { holder, isSameAddress: inTheWay.length > 0 };
}
