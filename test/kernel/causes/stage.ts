/** A network namespace of a test's own in which real programs run, and the verdict on what they print. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { diagnose } from '../../../src/explain/diagnose';
import type { CaseFile, Verdict } from '../../../src/explain/verdict';
import type { EditorContext, KnownLaunch } from '../../../src/explain/whose';
import { FlightRecorder } from '../../../src/measure/flightRecorder';
import { createLinuxMachine } from '../../../src/measure/linux/linuxMachine';
import { recognize } from '../../../src/recognize/recognize';
import type { SocketError } from '../../../src/recognize/socketError';
import { insideNamespace } from '../../host/namespace.mjs';

/** A program on the stage. */
export interface Program {
  readonly processId: number;
  readonly startedAtMs: number;
  /** Everything that it and its children have printed so far. */
  output(): string;
  /** Waits until it has printed something; fails where it ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
  /** Waits for a socket error in its output. */
  fails(): Promise<Sighting>;
  /** Ends this process alone, and waits until it has ended. */
  end(signal?: NodeJS.Signals): Promise<{ readonly atMs: number }>;
  ended(): Promise<{ readonly atMs: number }>;
}

/** A socket error as it was printed. */
export interface Sighting {
  readonly error: SocketError;
  readonly atMs: number;
}

export interface StartOptions {
  /** Starts it as this user, which only an administrator's test may ask for. */
  readonly userId?: number;
}

export interface Stage {
  /** A folder that is open in the editor; programs run in it. */
  readonly folder: string;
  start(file: string, args: readonly string[], options?: StartOptions): Promise<Program>;
  /** One of the programs beside this file, with Node. */
  node(script: string, ...args: readonly (string | number)[]): Promise<Program>;
  /** What is said of an error now, with what the editor knows and has asked beside it. */
  verdict(
    sighting: Sighting,
    known?: Partial<EditorContext>,
    asked?: Pick<CaseFile, 'containers'>,
  ): Promise<Verdict>;
  /** The same, after a second look at who listens. */
  verdictLater(
    sighting: Sighting,
    known: Partial<EditorContext>,
    until: () => Promise<unknown>,
  ): Promise<Verdict>;
  close(): Promise<void>;
}

interface Line {
  readonly event: 'started' | 'output' | 'exit' | 'failed';
  readonly id: number;
  readonly processId?: number;
  readonly text?: string;
  readonly atMs?: number;
}

/** The whole path of a program beside this file. */
export function programPath(name: string): string {
  return fileURLToPath(new URL(`programs/${name}`, import.meta.url));
}

/** A launch as the editor notes it. */
export function launchOf(program: Program, changes: Partial<KnownLaunch> = {}): KnownLaunch {
  return {
    id: `launch-${program.processId}`,
    kind: 'debug-session',
    label: 'API',
    processId: program.processId,
    startedAtMs: program.startedAtMs,
    ...changes,
  };
}

/**
 * Opens a stage; close it, or it ends with this process.
 * @param settings the ephemeral range and tcp_tw_reuse, as in `40000-40199,0`
 */
export async function openStage(settings = '40000-40199,0'): Promise<Stage> {
  const [file = '', ...args] = insideNamespace(settings);
  const child = spawn(file, [
    ...args,
    process.execPath,
    fileURLToPath(new URL('stage.mjs', import.meta.url)),
  ]);
  child.stderr.pipe(process.stderr);
  const folder = mkdtempSync(join(tmpdir(), 'stage-'));
  const programs = new Map<number, RunningProgram>();
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as Line;
    programs.get(line.id)?.hear(line);
  });
  const machine = createLinuxMachine();
  const recorder = new FlightRecorder();

  const start = async (
    program: string,
    programArgs: readonly string[],
    options: StartOptions = {},
  ): Promise<RunningProgram> => {
    const id = programs.size;
    const running = new RunningProgram(id, child);
    programs.set(id, running);
    tell(child, {
      operation: 'start',
      id,
      file: program,
      args: programArgs,
      cwd: folder,
      ...options,
    });
    await running.begun;
    return running;
  };

  const look = async ({ error }: Sighting): Promise<Omit<CaseFile, 'nowMs'>> => {
    const scope = { processId: keeper.processId };
    const port = error.operation === 'connect' ? undefined : error.endpoint?.port;
    const [measurement, holders, listen] = await Promise.all([
      machine.measure(scope),
      port === undefined ? undefined : machine.holdersOf(port, scope),
      port === undefined ? undefined : machine.listenFacts(port, scope),
    ]);
    recorder.record(measurement);
    return {
      error,
      measurement,
      rates: recorder.rates(measurement, measurement.namespace),
      histories: [],
      ...(holders && { holders }),
      ...(listen && { listen }),
    };
  };
  const editorOf = (known: Partial<EditorContext>): EditorContext => ({
    workspaceFolders: [folder],
    editorProcessIds: [process.pid],
    launches: [],
    userId: process.getuid?.() ?? 0,
    ...known,
  });
  // A process that lives as long as the stage: whose namespace is looked at.
  const keeper = await start(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);

  return {
    folder,
    start,
    node: (script, ...scriptArgs) =>
      start(process.execPath, [programPath(script), ...scriptArgs.map(String)]),
    verdict: async (sighting, known = {}, asked = {}) => {
      const facts = await look(sighting);
      const editor = editorOf(known);
      return diagnose({ nowMs: Date.now(), errorAtMs: sighting.atMs, ...facts, ...asked, editor });
    },
    verdictLater: async (sighting, known, until) => {
      const facts = await look(sighting);
      await until();
      const port = sighting.error.endpoint?.port ?? 0;
      const later = await machine.holdersOf(port, { processId: keeper.processId });
      const editor = editorOf(known);
      return diagnose({ nowMs: Date.now(), errorAtMs: sighting.atMs, ...facts, later, editor });
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

function tell(stage: ChildProcessWithoutNullStreams, request: object): void {
  stage.stdin.write(`${JSON.stringify(request)}\n`);
}

/** A program as the stage tells of it. */
class RunningProgram implements Program {
  readonly begun: Promise<void>;
  processId = 0;
  startedAtMs = 0;
  private text = '';
  private latestAtMs = 0;
  private endedAtMs: number | undefined;
  private readonly waiting = new Set<() => void>();
  private hasBegun: () => void = () => undefined;

  constructor(
    private readonly id: number,
    private readonly stage: ChildProcessWithoutNullStreams,
  ) {
    this.begun = new Promise((resolve) => (this.hasBegun = resolve));
  }

  hear({ event, text = '', processId = 0, atMs = 0 }: Line): void {
    if (event === 'started') {
      this.processId = processId;
      this.startedAtMs = atMs;
      this.hasBegun();
    }
    if (event === 'output') {
      this.text += text;
      this.latestAtMs = atMs;
    }
    if (event === 'exit') this.endedAtMs = atMs;
    if (event === 'failed') {
      this.text += text;
      this.endedAtMs = 0;
      this.hasBegun();
    }
    for (const wake of this.waiting) wake();
  }

  output(): string {
    return this.text;
  }

  prints(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(() => pattern.exec(this.text) ?? undefined, String(pattern));
  }

  fails(): Promise<Sighting> {
    return this.until(() => {
      const error = recognize(this.text).at(-1);
      return error && { error, atMs: this.latestAtMs };
    }, 'a socket error');
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<{ readonly atMs: number }> {
    tell(this.stage, { operation: 'kill', id: this.id, signal });
    return this.ended();
  }

  ended(): Promise<{ readonly atMs: number }> {
    return this.until(
      () => (this.endedAtMs === undefined ? undefined : { atMs: this.endedAtMs }),
      'its end',
    );
  }

  private until<T>(found: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const result = found();
        if (result !== undefined) resolve(result);
        else if (this.endedAtMs !== undefined) {
          // Its last words may come after its end; they are given a moment.
          setTimeout(() => {
            const late = found();
            if (late === undefined) reject(new Error(`ended before ${what}: ${this.text}`));
            else resolve(late);
          }, 500);
        } else return;
        this.waiting.delete(look);
      };
      this.waiting.add(look);
      look();
    });
  }
}
