import {
  type Counts,
  type Destination,
  type Hello,
  longestLineBytes,
  type ProbeMessage,
  type Site,
} from '../../measure/probe/wire';
import type { DestinationRecord, Ledger } from './ledger';
import type { Pipe } from './pipe';
import type { Sites } from './sites';

/** Counts of several destinations share a line up to here. */
const comfortableLineBytes = 8_192;

/** Turns what changed into lines, as often as it is told to. */
export class Reporter {
  private pipe: Pipe | undefined;
  private hasGreeted = false;

  constructor(
    private readonly ledger: Ledger,
    private readonly sites: Sites,
    private readonly nowMs: () => number,
    private readonly open: () => Pipe,
    private readonly hello: () => Hello,
  ) {}

  /**
   * @param isLast the event loop will not turn any more
   * @returns false where the pipe is full: then it is worth asking again
   */
  report(isLast: boolean): boolean {
    this.pipe ??= this.open();
    if (!this.pipe.isFree) return false;
    const lines: string[] = [];
    if (!this.hasGreeted) lines.push(lineOf(this.hello()));
    this.hasGreeted = true;
    for (const site of this.sites.takeUntold()) lines.push(siteLine(site));
    const changed = this.ledger.changed();
    for (const record of changed) if (record.isNew) lines.push(destinationLine(record));
    lines.push(...this.countLines(changed));
    const text = lines.join('');
    if (isLast) this.pipe.sendLast(text, () => lineOf(this.hello()));
    else this.pipe.send(text);
    return true;
  }

  private countLines(changed: readonly DestinationRecord[]): string[] {
    const lines: string[] = [];
    let destinations: Counts['destinations'][number][] = [];
    let bytes = 0;
    const flush = () => {
      if (destinations.length === 0) return;
      const { leftOut } = this.ledger;
      lines.push(lineOf({ type: 'counts', atMs: this.nowMs(), destinations, leftOut }));
      destinations = [];
      bytes = 0;
    };
    for (const record of changed) {
      record.hasChanged = false;
      const counts = record.counts();
      destinations.push(counts);
      bytes += JSON.stringify(counts).length;
      if (bytes > comfortableLineBytes) flush();
    }
    flush();
    return lines;
  }
}

function lineOf(message: ProbeMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** Frames have names of any length and any characters: the outer ones go first. */
function siteLine(site: Site): string {
  let { frames } = site;
  let line = lineOf(site);
  while (Buffer.byteLength(line) >= longestLineBytes && frames.length > 0) {
    frames = frames.slice(0, -1);
    line = lineOf({ ...site, frames });
  }
  return line;
}

function destinationLine(record: DestinationRecord): string {
  record.isNew = false;
  const { number, address, port, names } = record;
  const message: Destination = { type: 'destination', destination: number, address, port, names };
  return lineOf(message);
}
