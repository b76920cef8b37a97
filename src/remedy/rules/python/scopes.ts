import type { Node } from '@vscode/tree-sitter-wasm';
import type { SourceFile } from '../../sourceFile';
import { ancestor, ancestors, descendants, field, isWithin, namedChildren } from '../../syntax';
import { identifiers, isUse, usesOf } from './imports';

/** How code comes to run many times. */
export interface Repetition {
  readonly kind: 'loop' | 'function';
  /** Whether the loop waits between two passes, so that few connections lie in TIME_WAIT at once. */
  readonly isPaced: boolean;
}

const comprehensions = [
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
];

/** The node types of what repeats. */
export const loops = ['for_statement', 'while_statement', ...comprehensions];

/** A loop of so few passes is no churn. */
const fewPasses = 10;

/**
 * How `node` may run many times; `undefined` for code that runs once: at the top of the module, and
 * in a function that only such code calls (`main()`), down the calls. A loop that ends with its
 * first success, and one over a few literal items, is none.
 */
export function repetition(node: Node, file: SourceFile): Repetition | undefined {
  return repeats(node, file, new Set());
}

function repeats(node: Node, file: SourceFile, visited: Set<number>): Repetition | undefined {
  let within = node;
  for (const parent of ancestors(node)) {
    if (isLoopAround(node, parent)) {
      if (!isShort(parent) && !endsAtFirstSuccess(node, within, parent)) {
        return { kind: 'loop', isPaced: /\bsleep\s*\(|\.wait\s*\(/.test(parent.text) };
      }
      within = parent;
    }
    const isFunction = parent.type === 'function_definition' || parent.type === 'lambda';
    const body = isFunction ? field(parent, 'body') : undefined;
    // A default or a decorator runs with the definition.
    if (body !== undefined && isWithin(node, body)) return callsOf(parent, file, visited);
  }
  return undefined;
}

/** Whether each pass of the loop or comprehension runs `node` again. */
function isLoopAround(node: Node, loop: Node): boolean {
  if (loop.type === 'for_statement' || loop.type === 'while_statement') {
    const parts = [field(loop, 'body'), field(loop, 'condition')];
    return parts.some((part) => part !== undefined && isWithin(node, part));
  }
  if (!comprehensions.includes(loop.type)) return false;
  const first = namedChildren(loop).find(({ type }) => type === 'for_in_clause');
  return first === undefined || !isWithin(node, first);
}

/** What people call a count of retries, and the variable that counts them. */
const retries = /(?:^|_)(?:retr(?:y|ies)|attempts?|tries)(?:_|$)/i;

/** Over a handful of literal items, `range` of a small number, or retries of one request. */
function isShort(loop: Node): boolean {
  const clause = comprehensions.includes(loop.type)
    ? namedChildren(loop).find(({ type }) => type === 'for_in_clause')
    : loop;
  const items = clause && field(clause, 'right');
  if (items === undefined) return false;
  if (items.type === 'tuple' || items.type === 'list') {
    return namedChildren(items).length <= fewPasses && !items.text.includes('*');
  }
  const limit = /^range\((?:[01], *)?([\w.]+)(?: *\+ *1)?\)$/.exec(items.text)?.[1] ?? '';
  const counter = (clause && field(clause, 'left')?.text) ?? '';
  if (limit !== '' && (retries.test(limit.replace(/^.*\./, '')) || retries.test(counter)))
    return true;
  const count = /^range\((?:[01], *)?(\d{1,4})\)$/.exec(items.text)?.[1];
  return count !== undefined && Number(count) <= fewPasses;
}

/**
 * A loop of retries: what follows `node` leaves `loop` without a condition.
 * @param within the loop inside `loop` that holds `node`, whose own `break` does not end this one
 */
function endsAtFirstSuccess(node: Node, within: Node, loop: Node): boolean {
  let isWithinLoop = node.id === within.id;
  for (let step: Node | null = node; step !== null && step.id !== loop.id; step = step.parent) {
    isWithinLoop ||= step.id === within.id;
    if (step.type === 'return_statement') return true;
    for (let next = step.nextNamedSibling; next !== null; next = next.nextNamedSibling) {
      const clause = next.type === 'else_clause' && step.parent?.type === 'try_statement';
      const last = clause ? namedChildren(field(next, 'body') ?? next).at(-1) : next;
      if (last?.type === 'return_statement') return true;
      if (last?.type === 'break_statement' && isWithinLoop) return true;
    }
  }
  return false;
}

const often: Repetition = { kind: 'function', isPaced: false };

/** Functions that a framework or Python itself calls once, or whose answer is kept. */
const onceByName = /^(main|_main|__init__|__post_init__|test\w*|setUp\w*|setup_\w+|tearDown\w*)$/;
const onceByDecorator =
  /cache|fixture|memo|startup|on_event|lifespan|\bcommand\b|\bgroup\b|\bcallback\b/i;

/** How the calls of a function repeat it. */
function callsOf(fn: Node, file: SourceFile, visited: Set<number>): Repetition | undefined {
  if (fn.type === 'lambda' || visited.has(fn.id)) return often;
  visited.add(fn.id);
  const name = field(fn, 'name')?.text ?? '';
  const outer = fn.parent?.type === 'decorated_definition' ? fn.parent : fn;
  const decorators = namedChildren(outer).filter(({ type }) => type === 'decorator');
  if (decorators.some(({ text }) => onceByDecorator.test(text))) return undefined;
  const owner = ancestor(fn, 'class_definition', 'function_definition');
  // Django runs the `handle` of a management command once (docs: "Writing custom django-admin commands").
  const isCommand = name === 'handle' && field(owner ?? fn, 'name')?.text === 'Command';
  const uses =
    owner?.type === 'class_definition'
      ? usesOfMethod(name, file)
      : usesOf(name, file.root, file).filter((use) => use.parent?.id !== fn.id);
  if (uses.length === 0 || decorators.length > 0) {
    return isCommand || onceByName.test(name) ? undefined : often;
  }
  let found: Repetition | undefined;
  for (const use of uses) {
    const repeated = useRepeats(use, file, visited);
    if (repeated?.kind === 'loop') return repeated;
    found ??= repeated;
  }
  return found;
}

/** The uses of a private method; a public one is called from who knows where. */
function usesOfMethod(name: string, file: SourceFile): readonly Node[] {
  if (!/^_(?!_)/.test(name)) return [];
  return identifiers(name, file).flatMap(({ parent, id }) =>
    parent?.type === 'attribute' && field(parent, 'attribute')?.id === id ? [parent] : [],
  );
}

/** Functions that call the function they are given: once, or for each item. */
const callsOnce =
  /(^|\.)(run|submit|apply_async|run_in_executor|to_thread|create_task|Thread|Process|partial)$/;
const callsForEach = /\.(map|imap|imap_unordered|starmap)$/;

/** How a use of a function repeats it: a call, or one that is handed to a thread or a pool. */
function useRepeats(use: Node, file: SourceFile, visited: Set<number>): Repetition | undefined {
  const { parent } = use;
  if (parent?.type === 'call') return repeats(parent, file, visited);
  const list = parent?.type === 'keyword_argument' ? parent.parent : parent;
  const call = list?.type === 'argument_list' ? list.parent : null;
  const callee = call === null ? '' : (field(call, 'function')?.text ?? '');
  if (callsForEach.test(callee)) return { kind: 'loop', isPaced: false };
  return call !== null && callsOnce.test(callee) ? repeats(call, file, visited) : often;
}

/** Whether a loop stands between `node` and the function it runs in. */
export function isInLoopOfItsOwn(node: Node): boolean {
  for (const parent of ancestors(node)) {
    if (isLoopAround(node, parent)) return true;
    if (parent.type === 'function_definition' || parent.type === 'lambda') return false;
  }
  return false;
}

/** Whether a loop or an inner function stands between `node` and `outer`. */
export function runsOftenWithin(node: Node, outer: Node): boolean {
  for (const parent of ancestors(node)) {
    if (parent.id === outer.id) return false;
    if (isLoopAround(node, parent)) return true;
    if (parent.type === 'function_definition' || parent.type === 'lambda') return true;
  }
  return true;
}

/** The function that `node` runs in; `undefined` at the level of the module. */
export function enclosingFunction(node: Node): Node | undefined {
  return ancestor(node, 'function_definition', 'lambda');
}

/** Whether `node` runs in a coroutine. */
export function isInCoroutine(node: Node): boolean {
  return enclosingFunction(node)?.firstChild?.type === 'async';
}

/** The names, apart from attributes and keywords, that an expression reads. */
export function namesIn(expression: Node): string[] {
  return descendants(expression, 'identifier')
    .filter(isUse)
    .map(({ text }) => text);
}
