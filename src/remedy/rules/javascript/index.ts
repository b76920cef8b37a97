import type { RuleLanguage } from '../../rule';
import { agentFalse } from './agentFalse';
import { agentPerCall } from './agentPerCall';
import { agentWithoutKeepAlive } from './agentWithoutKeepAlive';
import { connectionClose } from './connectionClose';

/** JavaScript and TypeScript on Node. */
export const javascript: RuleLanguage = {
  folder: 'javascript',
  grammars: {
    javascript: 'javascript',
    javascriptreact: 'javascript',
    typescript: 'typescript',
    typescriptreact: 'tsx',
  },
  rules: [agentPerCall, agentWithoutKeepAlive, agentFalse, connectionClose],
};
