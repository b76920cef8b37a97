/** One operating system behind one interface; `linux/`, `darwin/` and `windows/` implement it. */
import type { Platform } from '../recognize/socketError';
import type { Measurement, MeasureScope, PortHolder, Reading } from './measurement';

/** One operating system, as seen by this room. No method throws; failures are readings. */
export interface Machine {
  readonly platform: Platform;
  measure(scope: MeasureScope, signal?: AbortSignal): Promise<Measurement>;
  holdersOf(
    port: number,
    scope: MeasureScope,
    signal?: AbortSignal,
  ): Promise<Reading<readonly PortHolder[]>>;
}
