import { createHook, executionAsyncId } from 'node:async_hooks';
import { type Call, callsOnStack, isLibrary } from './callStack';

/** What one time of listening may cost: so many asynchronous operations are looked at. */
const mostOperations = 1_000;
/** Resolved so many, it is enough for this time. */
const enoughResolved = 16;
/** From the end of one time of listening to the next. */
const pauseMs = 1_000;
/** Listened so often and never found a caller: then there is none (a timer of the library's own). */
const mostFruitless = 3;
/** Node's names of what calls back when something has come in. */
const sockets = new Set(['TCPWRAP', 'TLSWRAP', 'PIPEWRAP']);

/**
 * Finds who called a library whose stack does not show it any more, because it made its request in a
 * later turn of the event loop (got, axios with interceptors). For a short while each asynchronous
 * operation is noted with the program's code that began it, by `async_hooks`; then it is switched
 * off again, as it slows down every promise.
 */
export class AsyncCallers {
  private readonly begunBy = new Map<number, readonly Call[]>();
  private operations = 0;
  private resolved = 0;
  private latest = 0;
  private fruitless = 0;
  /** While it listens, much more is worth a look than otherwise. */
  isListening = false;
  private isAwaited = false;
  private endedAtMs = -pauseMs;
  private readonly hook = createHook({
    init: (asyncId, type) => {
      try {
        this.note(asyncId, type);
      } catch {
        this.stop(); // what an init hook throws ends the process
      }
    },
  });

  /** @param nowMs a clock that stands still while the program cannot run */
  constructor(private readonly nowMs: () => number) {}

  /**
   * @param library the calls on the stack, all of them a library's
   * @returns these and the program's; undefined while nobody knows
   */
  complete(library: readonly Call[]): readonly Call[] | undefined {
    const calls = this.known(library);
    if (this.isListening) this.isAwaited = true;
    return calls ?? (this.fruitless < mostFruitless ? undefined : library);
  }

  /** The same for a library that may as well have no caller: it writes when the one before has its answer. */
  known(library: readonly Call[]): readonly Call[] | undefined {
    const operation = executionAsyncId();
    const callers = this.isListening ? this.begunBy.get(operation) : undefined;
    if (callers) {
      // What is written in several pieces is looked at as often, and is one call.
      if (operation !== this.latest) this.resolved += 1;
      this.latest = operation;
      if (this.resolved >= enoughResolved) this.stop();
      return [...library, ...callers];
    }
    if (!this.isListening) this.listen();
    return undefined;
  }

  stop(): void {
    if (!this.isListening) return;
    this.isListening = false;
    this.hook.disable();
    if (this.resolved > 0) this.fruitless = 0;
    else if (this.isAwaited) this.fruitless += 1;
    this.begunBy.clear();
    this.endedAtMs = this.nowMs();
  }

  private listen(): void {
    if (this.nowMs() - this.endedAtMs < pauseMs) return;
    this.isListening = true;
    this.isAwaited = false;
    this.operations = 0;
    this.resolved = 0;
    this.hook.enable();
  }

  private note(asyncId: number, type: string): void {
    // What a socket receives is for whoever waits for it, not for who opened the socket.
    if (sockets.has(type)) return;
    this.operations += 1;
    if (this.operations > mostOperations) {
      this.stop();
      return;
    }
    const calls = callsOnStack();
    const own = calls.findIndex((call) => !isLibrary(call));
    const begunBy = own < 0 ? this.begunBy.get(executionAsyncId()) : calls.slice(own);
    if (begunBy) this.begunBy.set(asyncId, begunBy);
  }
}
