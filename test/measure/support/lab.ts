/** A network namespace of the test's own, with a program in it that makes sockets on request. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface LabConnection {
  readonly localPort?: number;
  readonly closedAtMs?: number;
  readonly error?: string;
}

export interface Lab {
  readonly processId: number;
  ask<T = Record<string, never>>(operation: string, request?: object): Promise<T>;
  connect(request: {
    host: string;
    port: number;
    count: number;
    perSecond?: number;
    ends: 'first' | 'after' | 'never';
    localPort?: number;
  }): Promise<{ begunMs: number; connections: LabConnection[] }>;
  close(): Promise<void>;
}

/** Why no namespace can be made here, or undefined where one can. */
export function reasonAgainstLab(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a Linux thing';
  const probe = spawnSync('unshare', [...unshareFlags(), 'ip', 'link', 'set', 'lo', 'up']);
  if (probe.status === 0) return undefined;
  return `unshare cannot make a network namespace here (${probe.error?.message ?? `exit ${String(probe.status)}`})`;
}

/**
 * Opens a lab; close it, or it ends with this process.
 * @param ownUsers whether it has a user namespace of its own too, as without root it always has
 */
export async function openLab(ownUsers = false): Promise<Lab> {
  const script = fileURLToPath(new URL('lab.mjs', import.meta.url));
  const child = spawn('unshare', [...unshareFlags(ownUsers), process.execPath, script], {
    cwd: '/',
  });
  child.stderr.pipe(process.stderr);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout });
  const ask = asker(child, lines);
  await ask('setUp');
  const processId = child.pid ?? 0;
  return {
    processId,
    ask,
    connect: (request) => ask('connect', { perSecond: 0, ...request }),
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function asker(child: ChildProcessWithoutNullStreams, lines: Interface): Lab['ask'] {
  const answers = lines[Symbol.asyncIterator]();
  return async <T>(operation: string, request: object = {}): Promise<T> => {
    child.stdin.write(`${JSON.stringify({ operation, ...request })}\n`);
    const next = await answers.next();
    if (next.done === true) throw new Error(`the lab ended during ${operation}`);
    const answer = JSON.parse(next.value) as T & { error?: string };
    if (typeof answer.error === 'string') throw new Error(`${operation}: ${answer.error}`);
    return answer;
  };
}

/** The flags of unshare(1) that give a network namespace, and the right to set it up. */
export function unshareFlags(ownUsers = false): readonly string[] {
  return process.getuid?.() === 0 && !ownUsers ? ['--net'] : ['--map-root-user', '--net'];
}
