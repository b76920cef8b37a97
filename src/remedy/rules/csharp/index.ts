import type { RuleLanguage } from '../../rule';
import { httpClientPerCall } from './httpClientPerCall';
import { keepAliveDisabled } from './keepAliveDisabled';
import { racyPortRotation } from './racyPortRotation';

/** C# on .NET Framework, Mono and .NET. */
export const csharp: RuleLanguage = {
  folder: 'csharp',
  grammars: { csharp: 'c-sharp' },
  rules: [keepAliveDisabled, httpClientPerCall, racyPortRotation],
};
