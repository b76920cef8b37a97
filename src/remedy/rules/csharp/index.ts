import type { RuleLanguage } from '../../rule';
import { authenticatedPerCall } from './authenticatedPerCall';
import { outsideTestFiles } from '../testFiles';
import { channelFactoryPerCall } from './channelFactoryPerCall';
import { connectionClose } from './connectionClose';
import { httpClientPerCall } from './httpClientPerCall';
import { keepAliveDisabled } from './keepAliveDisabled';
import { loops } from './members';
import { poolingDisabled } from './poolingDisabled';
import { racyPortRotation } from './racyPortRotation';
import { responseNotDisposed } from './responseNotDisposed';

/** xUnit, NUnit and MSTest: nothing but a test uses them. */
const testFramework =
  /^\s*(?:global\s+)?using\s+(?:static\s+)?(?:Xunit|NUnit\.Framework|Microsoft\.VisualStudio\.TestTools\.UnitTesting)\b/m;

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
  ].map(outsideTestFiles(testFramework, ...loops)),
};
