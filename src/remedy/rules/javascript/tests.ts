import type { Node } from '@vscode/tree-sitter-wasm';
import type { Rule } from '../../rule';
import { ancestors, field, namedChildren, stringValue } from '../../syntax';
import { isFunction, isLoop } from './scopes';

/** Functions of mocha, Jest, Vitest, tap, QUnit and node:test that take a title and a body. */
const titled =
  /^(?:(?:t|tap|test|QUnit)\.)?(?:test|it|specify|describe|context|suite)(?:\.(?:only|skip|serial|concurrent))?$/;
/** Their hooks, which take a body only. */
const hook = /^(?:(?:t|tap|test|QUnit)\.)?(?:before|after|setup|teardown)(?:Each|All)?$/;
/** A file that asks for a test framework: its helpers serve tests only. */
const testFile =
  /\b(?:from|require\()\s*['"](?:node:test|@jest\/globals|vitest|mocha|tap|ava|qunit)['"]/;
/** Calls that run the function they are given for each of many items. */
const forEach = /(?:^Array\.from|\.(?:map|forEach|flatMap))$/;

/**
 * The rule for code that does not run once in a test. A test opens a handful of connections, and
 * its process ends; one that sends requests in a loop is as good as any other program.
 */
export function outsideTests(rule: Rule): Rule {
  return {
    ...rule,
    inspect: (captures, file) => {
      const finding = rule.inspect(captures, file);
      const [node] = captures.values();
      return finding === undefined || node === undefined || !runsOnceInTest(node, file.text)
        ? finding
        : undefined;
    },
  };
}

function runsOnceInTest(node: Node, text: string): boolean {
  for (const parent of ancestors(node)) {
    if (isLoop(parent)) return false;
    if (!isFunction(parent) || parent.parent?.type !== 'arguments') continue;
    const call = parent.parent.parent;
    const callee = call === null ? undefined : field(call, 'function')?.text;
    if (callee === undefined) continue;
    if (forEach.test(callee)) return false;
    if (hook.test(callee)) return true;
    if (titled.test(callee) && isTitle(namedChildren(parent.parent)[0])) return true;
  }
  return testFile.test(text);
}

function isTitle(node: Node | undefined): boolean {
  return node?.type === 'template_string' || stringValue(node) !== undefined;
}
