import type { RuleLanguage } from '../../rule';
import { connectionClose } from './connectionClose';
import { httpConnectionPerCall } from './httpConnectionPerCall';
import { listenerWithoutReuseAddress } from './listenerWithoutReuseAddress';
import { requestPerCall } from './requestPerCall';
import { sessionPerCall } from './sessionPerCall';
import { serverWithoutReuseAddress } from './serverWithoutReuseAddress';
import { urllibInLoop } from './urllibInLoop';

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
  ],
};
