/** Two sides of one comparison, timed in turns. */

export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  /** Whether a larger figure is the better one. */
  readonly moreIsBetter: boolean;
}

export function reportLine({ what, unit, ours, peer, peerName, moreIsBetter }: Figure): string {
  const ratio = moreIsBetter ? ours / peer : peer / ours;
  const number = (value: number) => value.toPrecision(3);
  return `${what}: ours ${number(ours)} ${unit}, ${peerName} ${number(peer)} ${unit}, ratio ${ratio.toFixed(2)}`;
}

/** Milliseconds of each side: the median of `rounds`, after one that is not counted. */
export function inTurns(rounds: number, ...sides: readonly (() => unknown)[]): Promise<number[]> {
  return costInTurns(() => performance.now(), rounds, ...sides);
}

/** The same in processor time, which a busy machine stretches less. */
export function processorCostInTurns(
  rounds: number,
  ...sides: readonly (() => unknown)[]
): Promise<number[]> {
  const processorMs = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  return costInTurns(processorMs, rounds, ...sides);
}

/** The same by another clock: `nowMs` is read before and after each side. */
export async function costInTurns(
  nowMs: () => number,
  rounds: number,
  ...sides: readonly (() => unknown)[]
): Promise<number[]> {
  const costsMs = sides.map((): number[] => []);
  for (let round = -1; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) {
      const startMs = nowMs();
      await side();
      if (round >= 0) costsMs[index]!.push(nowMs() - startMs);
    }
  }
  return costsMs.map(median);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
