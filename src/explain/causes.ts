/** Every cause that a verdict may name. A new one is a file under `causes/` and a line here. */
import type { Cause } from './cause';
import { addressNotLocal } from './causes/addressNotLocal';
import { addressTaken } from './causes/addressTaken';
import { addressTakenUnnamed } from './causes/addressTakenUnnamed';
import { alreadyFree } from './causes/alreadyFree';
import { excludedPort } from './causes/excludedPort';
import { exhaustionUnmeasured } from './causes/exhaustionUnmeasured';
import { headingForExhaustion } from './causes/headingForExhaustion';
import { healthy } from './causes/healthy';
import { holderUnknown } from './causes/holderUnknown';
import { notExhausted } from './causes/notExhausted';
import { openConnections } from './causes/openConnections';
import { pastedText } from './causes/pastedText';
import { portForbidden } from './causes/portForbidden';
import { privilegedPort } from './causes/privilegedPort';
import { timeWaitExhaustion } from './causes/timeWaitExhaustion';

/** In the order in which equally weighty opinions are preferred. */
export const causes: readonly Cause[] = [
  pastedText,
  timeWaitExhaustion,
  openConnections,
  notExhausted,
  exhaustionUnmeasured,
  addressTaken,
  addressTakenUnnamed,
  alreadyFree,
  holderUnknown,
  privilegedPort,
  excludedPort,
  portForbidden,
  addressNotLocal,
  headingForExhaustion,
  healthy,
];
