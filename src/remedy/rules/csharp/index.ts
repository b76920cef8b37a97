import type { RuleLanguage } from '../../rule';
import { authenticatedPerCall } from './authenticatedPerCall';
import { channelFactoryPerCall } from './channelFactoryPerCall';
import { connectionClose } from './connectionClose';
import { httpClientPerCall } from './httpClientPerCall';
import { keepAliveDisabled } from './keepAliveDisabled';
import { poolingDisabled } from './poolingDisabled';
import { racyPortRotation } from './racyPortRotation';
import { responseNotDisposed } from './responseNotDisposed';

/** C# on .NET Framework, Mono and .NET. */
export const csharp: RuleLanguage = {
  folder: 'csharp',
  grammars: { csharp: 'c-sharp' },
  rules: [
    keepAliveDisabled,
    connectionClose,
    authenticatedPerCall,
    responseNotDisposed,
    httpClientPerCall,
    channelFactoryPerCall,
    poolingDisabled,
    racyPortRotation,
  ],
};
