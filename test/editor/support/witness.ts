/** A server, and the sample's client that talks to it: the truth, told by another than the extension. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { until } from './doctor';

/** Answers, and notes when each connection came, and how many requests. */
export class Witness {
  readonly connectedAtMs: number[] = [];
  requests = 0;
  private server: Server | undefined;

  async listen(port: number): Promise<void> {
    const server = createServer((_request, response) => {
      this.requests += 1;
      response.end('{}');
    });
    server.on('connection', () => this.connectedAtMs.push(performance.now()));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  }

  /** Of the calls alone, without the client's own first look whether a server is there. */
  connectionsPerSecond(untilMs = this.connectedAtMs.at(-1)!): number {
    const [, ...times] = this.connectedAtMs;
    return ((times.length - 1) * 1_000) / (untilMs - times[0]!);
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

/**
 * Writes the sample's client.js under another name into the workspace, with a port of its own:
 * local ports that one destination has used up are free for another.
 */
export async function writeClient(name: string, port: number): Promise<vscode.Uri> {
  const { extensionPath } = vscode.extensions.getExtension('socket-doctor.socket-doctor')!;
  const sample = await readFile(join(extensionPath, 'test/workspaces/sample/client.js'), 'utf8');
  const text = sample.replace('const port = 5000;', `const port = ${port};`);
  if (text === sample) throw new Error('The sample client names its port in another way now.');
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
  await writeFile(uri.fsPath, text);
  return uri;
}

/**
 * Waits until most ports of this namespace are free again: while earlier suites' ones wait, a debugger
 * finds none to listen on, and its program starts late.
 */
export async function portsComeFree(): Promise<void> {
  const free = async () => {
    const text = await readFile('/proc/self/net/sockstat', 'utf8');
    return Number(/^TCP:.* tw (\d+)/m.exec(text)?.[1] ?? 0) < 100 ? true : undefined;
  };
  await until('ports to come free', free, 90_000);
}

/** Runs a program of the workspace under the debugger; resolves when the session has started. */
export async function debugProgram(program: vscode.Uri): Promise<void> {
  const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders![0], {
    type: 'node',
    request: 'launch',
    name: 'Client: an agent per call',
    program: program.fsPath,
    console: 'internalConsole',
    internalConsoleOptions: 'openOnSessionStart',
  });
  if (!started) throw new Error(`${program.path} did not start.`);
}
