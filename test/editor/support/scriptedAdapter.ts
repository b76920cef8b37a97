/**
 * A debug adapter that says exactly what a test tells it to: a DAP server on loopback. A launch
 * configuration with `debugServer` makes VS Code talk to it in place of the type's own adapter.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
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

/** What the program "prints"; an async one decides itself when. */
type Outputs = Iterable<ScriptedOutput> | AsyncIterable<ScriptedOutput>;

/**
 * Runs one debug session whose program "prints" the given events and ends. `processId` is the
 * process that the adapter says it debugs. Resolves when the session is over.
 */
export async function debugScripted(
  name: string,
  outputs: Outputs,
  processId?: number,
): Promise<{ sent: number }> {
  let sent = 0;
  const server = createServer((socket) => {
    serve(socket, processId, async function* () {
      for await (const output of outputs) {
        sent += 1;
        yield output;
      }
    });
  });
  const port = await listen(server);
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

/**
 * Listens on a free port outside the ephemeral range, where an exhaustion leaves none to listen on.
 * @returns the port
 */
async function listen(server: Server): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 10_000);
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      return port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

function serve(
  socket: Socket,
  processId: number | undefined,
  outputs: () => AsyncIterable<ScriptedOutput>,
): void {
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
    if (processId !== undefined) {
      const body = { name: 'scripted', systemProcessId: processId, startMethod: 'launch' };
      send({ type: 'event', event: 'process', body });
    }
    for await (const output of outputs()) {
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
