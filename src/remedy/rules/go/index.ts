import type { RuleLanguage } from '../../rule';
import { bodyNotRead } from './bodyNotRead';
import { connectionClose } from './connectionClose';
import { idleConnectionsPerHost } from './idleConnectionsPerHost';
import { keepAlivesDisabled } from './keepAlivesDisabled';
import { transportPerCall } from './transportPerCall';

/** Go's net/http. */
export const go: RuleLanguage = {
  folder: 'go',
  grammars: { go: 'go' },
  rules: [
    transportPerCall,
    keepAlivesDisabled,
    connectionClose,
    bodyNotRead,
    idleConnectionsPerHost,
  ],
};
