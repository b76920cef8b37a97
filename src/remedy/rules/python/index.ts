import type { RuleLanguage } from '../../rule';
import { outsideTestFiles } from '../testFiles';
import { connectionClose } from './connectionClose';
import { httpConnectionPerCall } from './httpConnectionPerCall';
import { listenerWithoutReuseAddress } from './listenerWithoutReuseAddress';
import { requestPerCall } from './requestPerCall';
import { loops } from './scopes';
import { sessionPerCall } from './sessionPerCall';
import { serverWithoutReuseAddress } from './serverWithoutReuseAddress';
import { urllibInLoop } from './urllibInLoop';

/** pytest, and classes of unittest and its kin; `unittest.mock` alone is used in other code, too. */
const testFile = /^(?:import|from)[ \t]+pytest\b|^class[ \t]+\w+\([^()\n]*Test(?:Case|Base)\b/m;

/** Python 3: requests, httpx, aiohttp and the standard library. */
export const python: RuleLanguage = {
  folder: 'python',
  grammars: { python: 'python' },
  rules: [
    requestPerCall,
    sessionPerCall,
    connectionClose,
    httpConnectionPerCall,
    urllibInLoop,
    listenerWithoutReuseAddress,
    serverWithoutReuseAddress,
  ].map(outsideTestFiles(testFile, ...loops)),
};
