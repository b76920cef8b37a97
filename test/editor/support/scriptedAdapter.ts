/**
 * A debug adapter that says exactly what a test tells it to: a DAP server on loopback. A launch
 * configuration with `debugServer` makes VS Code talk to it in place of the type's own adapter.
 */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import * as vscode from 'vscode';

export interface ScriptedOutput {
  readonly output: string;
  readonly category?: string;
  readonly source?: { readonly path: string };
  readonly line?: number;
  readonly column?: number;
}

interface Request {
  readonly seq: number;
  readonly type: string;
  readonly command: string;
}

/**
 * Runs one debug session whose program "prints" the given events and ends.
 * Resolves when the session is over; `exchange` tells which messages VS Code itself received.
 */
export async function debugScripted(
  name: string,
  outputs: Iterable<ScriptedOutput>,
): Promise<{ sent: number }> {
  let sent = 0;
  const server = createServer((socket) => {
    serve(socket, function* () {
      for (const output of outputs) {
        sent += 1;
        yield output;
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ended = new Promise<void>((resolve) => {
    const listener = vscode.debug.onDidTerminateDebugSession((session) => {
      if (session.name === name) {
        listener.dispose();
        resolve();
      }
    });
  });
  const started = await vscode.debug.startDebugging(undefined, {
    name,
    type: 'pwa-node',
    request: 'launch',
    program: __filename,
    debugServer: port,
    internalConsoleOptions: 'neverOpen',
  });
  if (!started) {
    throw new Error(`The scripted session "${name}" did not start.`);
  }
  await ended;
  server.close();
  return { sent };
}

function serve(socket: Socket, outputs: () => Iterable<ScriptedOutput>): void {
  let seq = 0;
  let pending = Buffer.alloc(0);
  const send = (message: object): boolean => {
    seq += 1;
    const body = Buffer.from(JSON.stringify({ seq, ...message }));
    return socket.write(
      Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]),
    );
  };
  const respond = (request: Request, body: object = {}) =>
    send({
      type: 'response',
      request_seq: request.seq,
      success: true,
      command: request.command,
      body,
    });
  const play = async () => {
    for (const output of outputs()) {
      if (!send({ type: 'event', event: 'output', body: { category: 'stderr', ...output } })) {
        await once(socket, 'drain');
      }
    }
    send({ type: 'event', event: 'terminated' });
  };
  const answer = (request: Request) => {
    switch (request.command) {
      case 'initialize':
        respond(request, { supportsConfigurationDoneRequest: true });
        send({ type: 'event', event: 'initialized' });
        break;
      case 'threads':
        respond(request, { threads: [] });
        break;
      case 'configurationDone':
        respond(request);
        void play();
        break;
      case 'disconnect':
        respond(request);
        socket.end();
        break;
      default:
        respond(request);
    }
  };
  socket.on('error', () => {
    socket.destroy();
  });
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (;;) {
      const headerEnd = pending.indexOf('\r\n\r\n');
      const length = /Content-Length: (\d+)/.exec(pending.toString('latin1', 0, headerEnd))?.[1];
      if (headerEnd < 0 || length === undefined) {
        return;
      }
      const end = headerEnd + 4 + Number(length);
      if (pending.length < end) {
        return;
      }
      const message = JSON.parse(pending.toString('utf8', headerEnd + 4, end)) as Request;
      pending = pending.subarray(end);
      if (message.type === 'request') {
        answer(message);
      }
    }
  });
}
