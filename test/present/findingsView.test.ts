import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { findingViews } from '../../src/present/panel/findingsView';
import type { PanelFacts } from '../../src/present/panel/views';
import { connectError } from '../explain/support/caseFiles';

describe('findingViews', () => {
  it('offers the fixes of every runtime that has rules to its own programs first', () => {
    const finding = (rule: string): PanelFacts['findings'][number] => ({
      id: rule,
      place: rule,
      path: `/app/${rule}`,
      finding: {
        rule,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
        message: '',
        severity: 'warning',
        fixes: [],
      },
    });
    const rules = ['js/a', 'cs/a', 'py/a', 'java/a', 'go/a'];
    const runtimes = { node: 0, bun: 0, deno: 0, dotnet: 1, python: 2, java: 3, go: 4 };
    for (const [runtime, own] of Object.entries(runtimes)) {
      const findings = findingViews(rules.map(finding), connectError({ runtime }));
      const causes = findings.filter(({ mayBeTheCause }) => mayBeTheCause).map(({ id }) => id);
      assert.deepEqual(causes, [rules[own]], runtime);
      assert.equal(findings[0]?.id, rules[own]);
    }
  });
});
