import type { RuleLanguage } from '../../rule';
import { outsideTestFiles } from '../testFiles';
import { bodyNotRead } from './bodyNotRead';
import { connectionClose } from './connectionClose';
import { idleConnectionsPerHost } from './idleConnectionsPerHost';
import { keepAlivesDisabled } from './keepAlivesDisabled';
import { transportPerCall } from './transportPerCall';

/** Test functions take a `*testing.T` or `*testing.B`. */
const testFunction = /^func (?:\([^()]{1,100}\) )?\w+\(\w+ \*testing\.[TB]\b/m;

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
  ].map(outsideTestFiles(testFunction, 'for_statement')),
};
