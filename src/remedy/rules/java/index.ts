import type { RuleLanguage } from '../../rule';
import { clientPerCall } from './clientPerCall';
import { connectionClose } from './connectionClose';
import { keepAliveDisabled } from './keepAliveDisabled';
import { responseNotRead } from './responseNotRead';

/** Java: HttpURLConnection, the JDK's HttpClient, Apache HttpClient, OkHttp and Spring upon them. */
export const java: RuleLanguage = {
  folder: 'java',
  grammars: { java: 'java' },
  rules: [clientPerCall, keepAliveDisabled, connectionClose, responseNotRead],
};
