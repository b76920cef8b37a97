import type { Rule } from '../rule';
import { ancestor } from '../syntax';

/**
 * Rules that leave test files alone: a test opens a handful of connections, and its process ends.
 * What a test does in a loop is as good as any other program.
 *
 * @param mark what only test files contain, such as the import of the test framework
 * @param loops the node types of the language's loops
 */
export function outsideTestFiles(mark: RegExp, ...loops: readonly string[]): (rule: Rule) => Rule {
  return (rule) => ({
    ...rule,
    inspect: (captures, file) => {
      const finding = rule.inspect(captures, file);
      // Findings are few: only for one is the whole text worth a look.
      if (finding === undefined || !mark.test(file.text)) return finding;
      const [node] = captures.values();
      return node !== undefined && ancestor(node, ...loops) !== undefined ? finding : undefined;
    },
  });
}
