import type { RuleLanguage } from '../rule';
import { csharp } from './csharp';
import { go } from './go';
import { java } from './java';
import { javascript } from './javascript';
import { python } from './python';

/** Every language that has rules, one folder each. */
export const languages: readonly RuleLanguage[] = [javascript, csharp, python, java, go];
