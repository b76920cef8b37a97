/**
 * A destination's occupied ports by columns. In an exhaustion they are 28,000: as objects, kept from
 * look to look, they would cost as much as grouping the whole table does.
 */
import type { OccupiedPort, OccupiedPorts } from './measurement';
import { REMAINING_UNKNOWN } from './socketTable';

/** In the column of remaining times: the port is open. */
const OPEN = -2;

/** Ports in the order in which they were added; an {@link OccupiedPort} is made when one is asked for. */
export class PortColumns implements OccupiedPorts {
  private count = 0;
  private readonly ports: Uint16Array;
  private readonly remainingMs: Int32Array;

  constructor(capacity: number) {
    this.ports = new Uint16Array(capacity);
    this.remainingMs = new Int32Array(capacity);
  }

  get length(): number {
    return this.count;
  }

  addOpen(port: number): void {
    this.addWaiting(port, OPEN);
  }

  /** @param remainingMs or {@link REMAINING_UNKNOWN} */
  addWaiting(port: number, remainingMs: number): void {
    this.ports[this.count] = port;
    this.remainingMs[this.count++] = remainingMs;
  }

  *[Symbol.iterator](): IterableIterator<OccupiedPort> {
    for (let i = 0; i < this.count; i++) {
      const port = this.ports[i] ?? 0;
      const remainingMs = this.remainingMs[i] ?? REMAINING_UNKNOWN;
      if (remainingMs === OPEN) yield { port, state: 'open' };
      else if (remainingMs === REMAINING_UNKNOWN) yield { port, state: 'waiting' };
      else yield { port, state: 'waiting', remainingMs };
    }
  }

  /** Who writes a measurement down (docs/API.md) gets a list. */
  toJSON(): readonly OccupiedPort[] {
    return [...this];
  }
}
