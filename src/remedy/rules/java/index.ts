import type { RuleLanguage } from '../../rule';
import { outsideTestFiles } from '../testFiles';
import { clientPerCall } from './clientPerCall';
import { connectionClose } from './connectionClose';
import { keepAliveDisabled } from './keepAliveDisabled';
import { responseNotRead } from './responseNotRead';

/** JUnit and TestNG: nothing but a test imports them. */
const testFramework = /^import\s+(?:static\s+)?(?:org\.junit|org\.testng|junit\.framework)\./m;
const loops = ['for_statement', 'enhanced_for_statement', 'while_statement', 'do_statement'];

/** Java: HttpURLConnection, the JDK's HttpClient, Apache HttpClient, OkHttp and Spring upon them. */
export const java: RuleLanguage = {
  folder: 'java',
  grammars: { java: 'java' },
  rules: [clientPerCall, keepAliveDisabled, connectionClose, responseNotRead].map(
    outsideTestFiles(testFramework, ...loops),
  ),
};
