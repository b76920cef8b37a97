/**
 * Stops a process that holds a port: looks who it is, refuses or tells it to end, waits, and says what
 * came of it. Asking the person comes before, and is not done here.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { PortHolder, ProcessInfo, Reading } from '../measurement';
import type { Look, Manner, ProcessLook } from './processLook';
import { refusalToStop, type Ourselves, type Refusal, type ShownProcess } from './refusal';

/** The process that a person was shown, and the port that it is to give back. */
export interface StopTarget {
  readonly port: number;
  readonly process: ShownProcess;
}

export type StopOutcome =
  /** It has ended. */
  | { readonly kind: 'stopped'; readonly manner: Manner }
  /** It had ended, or let go of the port, before anything was done. */
  | { readonly kind: 'not-holding' }
  /** It was asked, and still runs after the wait. */
  | { readonly kind: 'still-running' }
  /** There is no way to ask it (Windows): it can only be forced. */
  | { readonly kind: 'cannot-be-asked' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'failed'; readonly detail: string };

export interface StopperOptions {
  readonly platform: Ourselves['platform'];
  readonly look: ProcessLook;
  readonly holdersOf: (port: number) => Promise<Reading<readonly PortHolder[]>>;
  /** See {@link Ourselves}. */
  readonly editorFolders: readonly string[];
  readonly isEditor?: (process: ProcessInfo) => boolean;
  readonly userId?: number;
  readonly processId?: number;
  /** How long a process may take to end; node's own servers wait for their connections. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 5_000;
const pollMs = 50;

/** Stops processes, each only after every check of {@link refusalToStop}. */
export class Stopper {
  constructor(private readonly options: StopperOptions) {}

  /** What {@link stop} would say before it does anything: a refusal, or undefined where it would act. */
  async check({ port, process }: StopTarget): Promise<Refusal | undefined> {
    return this.refusal(process, await this.options.look.look(process.processId, port));
  }

  /** Stops the process in this manner; waits until it has ended, `patienceMs` at most. */
  async stop({ port, process }: StopTarget, manner: Manner): Promise<StopOutcome> {
    const { look, holdersOf, patienceMs = defaultPatienceMs } = this.options;
    const { processId } = process;
    const seen = await look.look(processId, port);
    const refusal = this.refusal(process, seen);
    if (seen.kind === 'unavailable' && seen.reason === 'process-gone') {
      return { kind: 'not-holding' };
    }
    if (refusal) return { kind: 'refused', refusal };
    const holders = await holdersOf(port);
    if (holders.kind === 'value' && !holds(holders.value, processId)) {
      return { kind: 'not-holding' };
    }
    const told = await look.tell(processId, manner);
    switch (told.kind) {
      case 'gone':
        return { kind: 'not-holding' };
      case 'reused':
        return { kind: 'refused', refusal: { ...process, reason: 'reused' } };
      case 'cannot-be-asked':
      case 'failed':
        return told;
      case 'told':
        break;
    }
    const endMs = performance.now() + patienceMs;
    while (!look.isOver(processId)) {
      if (performance.now() > endMs) return { kind: 'still-running' };
      await pause(pollMs);
    }
    return { kind: 'stopped', manner };
  }

  dispose(): void {
    this.options.look.dispose();
  }

  private refusal(shown: ShownProcess, seen: Reading<Look>): Refusal | undefined {
    const { platform, editorFolders, isEditor, userId, processId = process.pid } = this.options;
    const known = seen.kind === 'value' ? seen.value : undefined;
    const ours: Ourselves = {
      platform,
      processId,
      editorFolders,
      ancestors: known?.ancestors ?? new Set(),
      ...(isEditor && { isEditor }),
      ...(userId !== undefined && { userId }),
      ...(known?.containerId !== undefined && { containerId: known.containerId }),
      ...(known?.logonSession !== undefined && { logonSession: known.logonSession }),
    };
    const read: Reading<Look['process']> =
      seen.kind === 'value' ? { ...seen, value: seen.value.process } : seen;
    return refusalToStop(shown, read, ours);
  }
}

function holds(holders: readonly PortHolder[], processId: number): boolean {
  return holders.some(
    ({ process }) =>
      // One that cannot be named may be it.
      process.kind === 'unavailable' || process.value.processId === processId,
  );
}
