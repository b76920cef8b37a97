/** One operating system behind one interface; `linux/`, `darwin/` and `windows/` implement it. */
import type { Platform } from '../recognize/socketError';
import type {
  CounterSample,
  ListenFacts,
  Measurement,
  MeasureScope,
  PortHolder,
  Reading,
} from './measurement';

/** One operating system, as seen by this room. No method throws; failures are readings. */
export interface Machine {
  readonly platform: Platform;
  /**
   * Notes where a process lives while it is alive, so that {@link measure} still knows after it
   * died. Call it when the process starts; absent where the system has one table for all.
   */
  remember?(processId: number): Promise<void>;
  measure(scope: MeasureScope, signal?: AbortSignal): Promise<Measurement>;
  /** The cheap look for when nobody watches; absent where this reader has none. */
  sampleCounters?(scope: MeasureScope): Promise<CounterSample>;
  holdersOf(
    port: number,
    scope: MeasureScope,
    signal?: AbortSignal,
  ): Promise<Reading<readonly PortHolder[]>>;
  /** Everyone who listens, on whatever port; absent where nobody wrote a reader. */
  listeners?(scope: MeasureScope, signal?: AbortSignal): Promise<Reading<readonly PortHolder[]>>;
  /** What else may be in the way of a listen on this port. */
  listenFacts(port: number, scope: MeasureScope, signal?: AbortSignal): Promise<ListenFacts>;
  /** Ends helper processes; absent where the system needs none. */
  dispose?(): void;
}
