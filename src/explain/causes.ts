/** Every cause that a verdict may name. A new one is a file under `causes/` and a line here. */
import type { Cause } from './cause';
import { addressNotLocal } from './causes/addressNotLocal';
import { addressOverlap } from './causes/addressOverlap';
import { addressTaken } from './causes/addressTaken';
import { addressTakenUnnamed } from './causes/addressTakenUnnamed';
import { alreadyFree } from './causes/alreadyFree';
import { bindFirstExhaustion } from './causes/bindFirstExhaustion';
import { buffersNotPorts } from './causes/buffersNotPorts';
import { closeWaitLeak } from './causes/closeWaitLeak';
import { containerHoldsPort } from './causes/containerHoldsPort';
import { editorHoldsPort } from './causes/editorHoldsPort';
import { excludedPort } from './causes/excludedPort';
import { exhaustionUnmeasured } from './causes/exhaustionUnmeasured';
import { headingForExhaustion } from './causes/headingForExhaustion';
import { healthy } from './causes/healthy';
import { holderUnknown } from './causes/holderUnknown';
import { inspectorPort } from './causes/inspectorPort';
import { listensTwice } from './causes/listensTwice';
import { notExhausted } from './causes/notExhausted';
import { openConnections } from './causes/openConnections';
import { outgoingOnPort } from './causes/outgoingOnPort';
import { pastedText } from './causes/pastedText';
import { peerKeepsOpen } from './causes/peerKeepsOpen';
import { portForbidden } from './causes/portForbidden';
import { previousRun } from './causes/previousRun';
import { privilegedPort } from './causes/privilegedPort';
import { restartRace } from './causes/restartRace';
import { secondInstance } from './causes/secondInstance';
import { systemService } from './causes/systemService';
import { timeWaitExhaustion } from './causes/timeWaitExhaustion';
import { waitingListener } from './causes/waitingListener';
import { wslRelay } from './causes/wslRelay';

/** In the order in which equally weighty opinions are preferred. */
export const causes: readonly Cause[] = [
  pastedText,
  bindFirstExhaustion,
  timeWaitExhaustion,
  closeWaitLeak,
  peerKeepsOpen,
  openConnections,
  buffersNotPorts,
  notExhausted,
  exhaustionUnmeasured,
  inspectorPort,
  editorHoldsPort,
  containerHoldsPort,
  wslRelay,
  systemService,
  restartRace,
  listensTwice,
  previousRun,
  addressOverlap,
  secondInstance,
  addressTaken,
  addressTakenUnnamed,
  outgoingOnPort,
  waitingListener,
  excludedPort,
  alreadyFree,
  holderUnknown,
  privilegedPort,
  portForbidden,
  addressNotLocal,
  headingForExhaustion,
  healthy,
];
