import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceEdit } from '../../edits';
import { insert, reindent } from '../../edits';
import type { PortBlock } from '../../portBlock';
import type { Captures } from '../../rule';
import type { SourceFile } from '../../sourceFile';
import { field, leavesAt, namedChildren } from '../../syntax';
import { bindingsOf, originOf } from './bindings';
import type { Shared } from './hoist';
import { dependenciesOf, normalized } from './hoist';
import { connectorFor } from './portRotation';
import type { Protocol } from './requests';
import { withFirstItem } from './requestOptions';
import { isProtocol, keyOf, pairOf } from './requests';
import { inStyleOf } from './style';
import { declareAfterImports, dependency, importModule, isDeclaredOnce } from './topLevel';

/** `new http.Agent(…)` by its protocol; `undefined` for any other expression. */
function agentProtocol(creation: Node, file: SourceFile): Protocol | undefined {
  const origin = originOf(field(creation, 'constructor'), file);
  return origin?.member === 'Agent' && isProtocol(origin.module) ? origin.module : undefined;
}

/** The `new Agent(…)` that a query captured as `creation`, and its protocol; `undefined` for any other. */
export function agentCreation(
  captures: Captures,
  file: SourceFile,
): { readonly creation: Node; readonly protocol: Protocol } | undefined {
  const creation = captures.get('creation');
  const protocol = creation && agentProtocol(creation, file);
  return creation && protocol && { creation, protocol };
}

/** The options literal of an agent; `none` without arguments; `undefined` where it is not literal. */
export function agentOptions(creation: Node): Node | 'none' | undefined {
  const list = field(creation, 'arguments');
  const [options, ...rest] = list === undefined ? [] : namedChildren(list);
  if (options === undefined) return 'none';
  return options.type === 'object' && rest.length === 0 ? options : undefined;
}

/** Whether the agent keeps connections alive; `unknown` where the code does not say it in a literal. */
export function keepsAlive(creation: Node): boolean | 'unknown' {
  const options = agentOptions(creation);
  if (options === 'none') return false;
  if (options === undefined) return 'unknown';
  if (namedChildren(options).some(({ type }) => type === 'spread_element')) return 'unknown';
  const keepAlive = pairOf(options, 'keepAlive');
  if (keepAlive === undefined) return false;
  const value = keepAlive.type === 'pair' ? field(keepAlive, 'value')?.text : undefined;
  return value === 'true' ? true : value === 'false' ? false : 'unknown';
}

/** `keepAlive: false` in so many words: somebody's decision, where leaving it out is an oversight. */
export function forbidsKeepAlive(creation: Node): boolean {
  const options = agentOptions(creation);
  const pair = typeof options === 'object' ? pairOf(options, 'keepAlive') : undefined;
  return pair !== undefined && keepsAlive(creation) === false;
}

/** The edits inside an agent's arguments that turn keep-alive on. */
export function turnKeepAliveOn(file: SourceFile, creation: Node): SourceEdit[] {
  const options = agentOptions(creation);
  if (options === undefined || keepsAlive(creation) !== false) return [];
  if (options === 'none') {
    const list = field(creation, 'arguments');
    return list === undefined
      ? [insert(creation.endIndex, '({ keepAlive: true })')]
      : [{ start: list.startIndex, end: list.endIndex, newText: '({ keepAlive: true })' }];
  }
  const pair = pairOf(options, 'keepAlive');
  const value = pair === undefined ? undefined : field(pair, 'value');
  if (value !== undefined) {
    return [{ start: value.startIndex, end: value.endIndex, newText: 'true' }];
  }
  return withFirstItem(file, options, 'keepAlive: true');
}

/** Options that change nothing about who is spoken to and with which certificate. */
const harmless =
  /^(keepAlive|keepAliveMsecs|maxSockets|maxFreeSockets|maxTotalSockets|timeout|scheduling)$/;

/**
 * Shares one keep-alive agent: with the options of `creation` where it is given, else plain. An
 * agent that the module already has is used. `undefined` where the options depend on the call.
 */
export function shareAgent(
  file: SourceFile,
  protocol: Protocol,
  creation: Node | undefined,
  block?: PortBlock,
): Shared | undefined {
  const inputs = dependenciesOf(file, creation && field(creation, 'arguments'));
  if (inputs === undefined) return undefined;
  const maker = agentConstructor(file, protocol);
  const args = creation === undefined ? '({ keepAlive: true })' : sharedArguments(file, creation);
  const agent = `new ${maker.text}${args}`;
  const connector = block === undefined ? undefined : connectorFor(file, protocol, block);
  const expression =
    connector === undefined
      ? agent
      : inStyleOf(file, `Object.assign(${agent}, {\n  createConnection: ${connector.name},\n})`);
  const existing = existingAgent(file, protocol, expression, creation === undefined && !block);
  if (existing !== undefined) return { name: existing, edits: [] };

  const name = file.freeName(
    `${protocol}Agent`,
    `keepAlive${protocol === 'http' ? 'Http' : 'Https'}Agent`,
  );
  const declaration = `const ${name} = ${expression}${inStyleOf(file, ';')}`;
  const parts = [connector?.declaration ?? '', declaration].filter((part) => part !== '');
  const { eol } = file;
  const edits = [
    ...maker.edits,
    ...(connector?.edits ?? []),
    declareAfterImports(file, parts.join(eol + eol), [...maker.dependencies, ...inputs]),
  ];
  return { name, edits };
}

function sharedArguments(file: SourceFile, creation: Node): string {
  const list = field(creation, 'arguments');
  if (list === undefined) return '({ keepAlive: true })';
  let text = list.text;
  for (const { start, end, newText } of turnKeepAliveOn(file, creation)) {
    text = text.slice(0, start - list.startIndex) + newText + text.slice(end - list.startIndex);
  }
  return reindent(text, file.indentation(list.startIndex), '');
}

/** How the module names the agent's class where every function sees it, importing it if need be. */
function agentConstructor(
  file: SourceFile,
  protocol: Protocol,
): { text: string; edits: readonly SourceEdit[]; dependencies: readonly Node[] } {
  const bindings = [...bindingsOf(file).values()].filter(
    (b) => b.isTopLevel && b.module === protocol,
  );
  const module = bindings.find(({ member }) => member === undefined);
  if (module !== undefined) {
    return { text: `${module.name}.Agent`, edits: [], dependencies: dependency(module) };
  }
  const agent = bindings.find(({ member }) => member === 'Agent');
  if (agent !== undefined) return { text: agent.name, edits: [], dependencies: dependency(agent) };
  const named = bindings.find(({ list }) => list !== undefined);
  if (named?.list !== undefined && file.freeName('Agent') === 'Agent') {
    const [first] = namedChildren(named.list);
    const edits = first === undefined ? [] : [insert(first.startIndex, 'Agent, ')];
    return { text: 'Agent', edits, dependencies: dependency(named) };
  }
  const { name, edits, dependencies } = importModule(file, protocol);
  return { text: `${name}.Agent`, edits, dependencies };
}

/** The name of a module-level agent that does the same, or `anyPlain` keeps alive without ado. */
function existingAgent(
  file: SourceFile,
  protocol: Protocol,
  expression: string,
  anyPlain: boolean,
): string | undefined {
  const wanted = normalized(expression);
  return file
    .once('agents', () => topLevelAgents(file))
    .find((a) => a.protocol === protocol && (a.expression === wanted || (anyPlain && a.isPlain)))
    ?.name;
}

interface TopLevelAgent {
  readonly name: string;
  readonly protocol: Protocol;
  readonly expression: string;
  /** Keeps alive, and speaks to anybody alike. */
  readonly isPlain: boolean;
}

function topLevelAgents(file: SourceFile): TopLevelAgent[] {
  const agents: TopLevelAgent[] = [];
  for (const { parent: creation } of leavesAt(/\bnew\b(?=[^\n;]*Agent\b)/g, file.root)) {
    if (creation?.type !== 'new_expression') continue;
    const isAssigned = creation.parent?.type === 'arguments';
    const value = isAssigned ? (creation.parent.parent ?? creation) : creation;
    const declarator = value.parent;
    const statement = declarator?.parent;
    const top = statement?.parent?.type === 'export_statement' ? statement.parent : statement;
    if (declarator?.type !== 'variable_declarator' || top?.parent?.type !== 'program') continue;
    const protocol = agentProtocol(creation, file);
    const name = field(declarator, 'name')?.text;
    if (protocol === undefined || name === undefined || !isDeclaredOnce(file, name)) continue;
    const options = agentOptions(creation);
    const isPlain =
      !isAssigned &&
      keepsAlive(creation) === true &&
      typeof options === 'object' &&
      namedChildren(options).every((item) => harmless.test(keyOf(item) ?? ''));
    agents.push({ name, protocol, expression: normalized(value.text), isPlain });
  }
  return agents;
}
