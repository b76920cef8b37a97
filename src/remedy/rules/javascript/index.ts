import type { RuleLanguage } from '../../rule';
import { agentFalse } from './agentFalse';
import { agentPerCall } from './agentPerCall';
import { agentWithoutKeepAlive } from './agentWithoutKeepAlive';
import { anchorsOf } from './anchors';
import { connectionClose } from './connectionClose';
import { databaseClientPerCall } from './databaseClientPerCall';
import { defaultAgentCloses } from './defaultAgentCloses';
import { nodeFetchWithoutAgent } from './nodeFetchWithoutAgent';
import { responseNotRead } from './responseNotRead';
import { superagentWithoutAgent } from './superagentWithoutAgent';
import { outsideTests } from './tests';
import { undiciClientPerCall } from './undiciClientPerCall';

/** JavaScript and TypeScript on Node. */
export const javascript: RuleLanguage = {
  folder: 'javascript',
  grammars: {
    javascript: 'javascript',
    javascriptreact: 'javascript',
    typescript: 'typescript',
    typescriptreact: 'tsx',
  },
  anchors: anchorsOf,
  rules: [
    agentPerCall,
    agentWithoutKeepAlive,
    agentFalse,
    connectionClose,
    undiciClientPerCall,
    superagentWithoutAgent,
    nodeFetchWithoutAgent,
    defaultAgentCloses,
    responseNotRead,
    databaseClientPerCall,
  ].map(outsideTests),
};
