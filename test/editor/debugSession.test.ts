import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';

interface OutputEvent {
  type: string;
  event: string;
  body: { category?: string; output: string; source?: { path?: string }; line?: number };
}

/** Collects what debuggers say in `output` events until the returned object is disposed of. */
function recordOutput(events: OutputEvent['body'][]): vscode.Disposable {
  return vscode.debug.registerDebugAdapterTrackerFactory('*', {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: (message: OutputEvent) => {
        if (message.type === 'event' && message.event === 'output') events.push(message.body);
      },
    }),
  });
}

async function until(condition: () => boolean, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  return condition();
}

describe('a debug session in this editor', () => {
  it('brings the text of an uncaught exception, with the user’s line', async () => {
    const folder = vscode.workspace.workspaceFolders![0]!;
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    const { port } = holder.address() as { port: number };
    const program = join(folder.uri.fsPath, 'listensOnTakenPort.js');
    const source = `require('node:net')\n  .createServer()\n  .listen(${port}, '127.0.0.1');\n`;
    await writeFile(program, source);

    const events: OutputEvent['body'][] = [];
    const recording = recordOutput(events);
    try {
      const configuration = {
        type: 'node',
        request: 'launch',
        name: 'Taken',
        program,
        console: 'internalConsole',
      };
      assert.equal(await vscode.debug.startDebugging(folder, configuration), true);
      const about = () => events.find(({ output }) => output.includes('EADDRINUSE'));
      // The event may come after the session has ended, so the session's end is nothing to wait for.
      assert.ok(await until(() => about() !== undefined, 30_000), JSON.stringify(events));
      assert.match(about()!.output, new RegExp(`address already in use 127\\.0\\.0\\.1:${port}`));
      assert.equal(about()!.category, 'stderr');
      assert.ok(about()!.output.includes(`${program}:3`), about()!.output);
    } finally {
      recording.dispose();
      holder.close();
    }
  });
});
