/** The tools for assistants, called as an assistant's extension calls them. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateDoctor } from './support/doctor';

describe('the tools for assistants', () => {
  before(activateDoctor);

  it('are offered, with words that tell when to use them', () => {
    const ours = vscode.lm.tools.filter(({ name }) => name.startsWith('socketDoctor_'));
    assert.deepEqual(ours.map(({ name }) => name).sort(), [
      'socketDoctor_analyze',
      'socketDoctor_findings',
    ]);
    for (const { description } of ours) assert.match(description, /connection/);
  });

  it('answer with measured facts, and with the findings of the workspace', async () => {
    const analysis = await invoke('socketDoctor_analyze');
    assert.match(analysis, /^Verdict \(/);
    assert.match(analysis, /What would prove this wrong:/);
    const findings = await invoke('socketDoctor_findings');
    assert.match(findings, /client\.js:\d+ \(\w+, js\//);
  });
});

async function invoke(tool: string): Promise<string> {
  const { content } = await vscode.lm.invokeTool(tool, {
    input: {},
    toolInvocationToken: undefined,
  });
  return content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}
