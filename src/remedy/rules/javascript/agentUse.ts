import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { field } from '../../syntax';
import type { RequestCall } from './requests';
import { methodOf, optionsWith, outermost, requestOfInstance, requestWith } from './requests';
import { superagentRequest } from './superagent';
import { blockOf, references, repeatedScope } from './scopes';

/** A request that gets an agent of its own. */
export interface PerCallUse {
  readonly request: RequestCall;
  /** The options that carry the agent. */
  readonly options: Node;
  /** The variable that holds the agent, where it is not written straight into the options. */
  readonly variable?: { readonly declarator: Node; readonly mentions: readonly Node[] };
  /** Each `agent.destroy()`, as the call expression. */
  readonly destroyed: readonly Node[];
}

const agentKeys = /^(agent|httpAgent|httpsAgent)$/;

/**
 * The request that an agent is made for, where each run of the code makes another one. `undefined`
 * where the agent serves many requests (a loop or an inner function uses it), outlives the call
 * (returned, stored, handed on), runs once, or serves no request that can be seen.
 */
export function perCallUse(creation: Node, file: SourceFile): PerCallUse | undefined {
  const scope = repeatedScope(creation);
  if (scope === undefined) return undefined;
  const inline = requestOfAgent(outermost(creation), file);
  if (inline !== undefined) {
    const isSame = repeatedScope(inline.request.call)?.id === scope.id;
    return isSame ? { ...inline, destroyed: [] } : undefined;
  }
  const declarator = outermost(creation).parent;
  const name = declarator?.type === 'variable_declarator' ? field(declarator, 'name') : undefined;
  if (declarator === null || name?.type !== 'identifier') return undefined;

  const mentions = references(name.text, blockOf(declarator)).filter(({ id }) => id !== name.id);
  const destroyed: Node[] = [];
  let use: { request: RequestCall; options: Node } | undefined;
  for (const mention of mentions) {
    const request = requestOfAgent(mention, file);
    if (request !== undefined) {
      if (repeatedScope(request.request.call)?.id !== scope.id) return undefined;
      use ??= request;
      continue;
    }
    const member = mention.parent;
    if (member?.type !== 'member_expression' || field(member, 'object')?.id !== mention.id) {
      return undefined;
    }
    const call = member.parent;
    if (field(member, 'property')?.text === 'destroy' && call?.type === 'call_expression') {
      destroyed.push(call);
    }
  }
  return use && { ...use, variable: { declarator, mentions }, destroyed };
}

/** The request whose options have `node` as their agent. */
function requestOfAgent(
  node: Node,
  file: SourceFile,
): { request: RequestCall; options: Node } | undefined {
  const options = optionsWith(node, agentKeys) ?? optionsOfGot(node);
  if (options === undefined) return requestOfSuperagent(node, file);
  const request = requestWith(options, file) ?? instanceWith(options, file);
  // The built-in fetch ignores an `agent`; its pool is undici's.
  return request === undefined || request.library === 'fetch' ? undefined : { request, options };
}

/** got has an agent for each protocol: `{ agent: { https: … } }`. */
function optionsOfGot(node: Node): Node | undefined {
  const agents = optionsWith(node, /^https?2?$/);
  return agents && optionsWith(agents, /^agent$/);
}

/** The first request of `axios.create({ httpsAgent: … })`. */
function instanceWith(options: Node, file: SourceFile): RequestCall | undefined {
  const list = outermost(options).parent;
  const creation = list?.type === 'arguments' ? list.parent : undefined;
  return creation?.type === 'call_expression' ? requestOfInstance(creation, file) : undefined;
}

/** `superagent.get(url).agent(…)`. */
function requestOfSuperagent(
  node: Node,
  file: SourceFile,
): { request: RequestCall; options: Node } | undefined {
  const list = outermost(node).parent;
  const call = list?.type === 'arguments' ? list.parent : undefined;
  if (call?.type !== 'call_expression' || methodOf(call) !== 'agent') return undefined;
  const request = superagentRequest(call, file);
  return request && { request: { call: request, library: 'other' }, options: list ?? call };
}
