/**
 * Who holds the client's ends of connections on Windows. The table that is read at each look names no
 * owners (.NET leaves them out); `netstat -ano` does, and costs more: it is run as often as it may.
 */
import type { DestinationClients, RootedOrigin } from '../clients';
import type { PortSpan, Reading } from '../measurement';
import { mapReading, value } from '../reading';
import type { RunCommand } from '../runCommand';
import { sidesOf } from '../socketSides';
import { TableOwners } from '../tableOwners';
import type { Ask } from './answerSession';
import { holdersFromAnswer } from './answers';
import { netstatCommand, socketTableFrom } from './netstat';

/** Of the time, for the command; the tree of processes has its own share. */
const MOST_COST_SHARE = 0.05;

export class ClientSockets {
  private readonly owners: TableOwners;
  private readAtMs = -Infinity;
  private costMs = 0;

  constructor(
    ask: Ask,
    private readonly run: RunCommand,
    private readonly directory: string,
    private readonly nowMs: () => number,
  ) {
    this.owners = new TableOwners({
      processes: async (signal) =>
        mapReading(holdersFromAnswer(await ask('processes', signal)), ({ processes }) => processes),
      nowMs,
    });
  }

  /** Undefined where it would cost too much now. */
  async read(
    range: PortSpan | undefined,
    origins: readonly RootedOrigin[],
    signal: AbortSignal | undefined,
  ): Promise<Reading<readonly DestinationClients[]> | undefined> {
    const begunMs = this.nowMs();
    if (begunMs - this.readAtMs < this.costMs / MOST_COST_SHARE) return undefined;
    const table = socketTableFrom(await this.run(netstatCommand(this.directory), signal));
    this.readAtMs = begunMs;
    this.costMs = this.nowMs() - begunMs;
    if (table.kind === 'unavailable') return table;
    const sides = sidesOf(table.value, range);
    return value(await this.owners.clientsIn(table.value, sides, origins, signal), table.from);
  }
}
