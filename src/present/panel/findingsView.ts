/** Findings in the order of what they have to do with the error, so that the first fix is the cure. */
import { quoted } from '../../explain/hostileText';
import { fitsDestination } from '../../explain/namedTargets';
import type { RateEstimate } from '../../measure/measurement';
import type { SocketError } from '../../recognize/socketError';
import type { Finding } from '../../remedy/finding';
import type { FindingView } from './protocol';
import type { PanelFacts } from './views';

/** More findings than anyone mends in one go; the rest is in the Problems view. */
const mostFindings = 100;

type PlacedFinding = PanelFacts['findings'][number];

/**
 * Those in the file that the error names first, then those of the program's language; among these the
 * ones that name a destination whose rate was measured, the busiest first.
 */
export function findingViews(
  findings: readonly PlacedFinding[],
  error: SocketError | undefined,
  rates: readonly RateEstimate[] = [],
): readonly FindingView[] {
  return findings
    .map((placed) => ({
      placed,
      distance: distanceOf(placed, error),
      rate: rateTowards(placed.finding.target, rates),
    }))
    .sort((a, b) => a.distance - b.distance || b.rate - a.rate)
    .slice(0, mostFindings)
    .map(({ placed: { id, place, finding }, distance }) => ({
      id,
      place: quoted(place, 120),
      message: finding.message,
      mayBeTheCause: distance < foreign,
      fixes: finding.fixes.map((fix) => ({ id: fix.id, title: fix.title, cost: fix.cost })),
    }));
}

/** The distance of code that the failed program cannot have run. */
const foreign = 2;

/** The rules of a runtime, by the beginning of their ids. */
const rulesOfRuntime: ReadonlyMap<string | undefined, string> = new Map([
  ['node', 'js/'],
  ['bun', 'js/'],
  ['deno', 'js/'],
  ['dotnet', 'cs/'],
  ['python', 'py/'],
  ['java', 'java/'],
  ['go', 'go/'],
]);

function distanceOf({ path, finding }: PlacedFinding, error: SocketError | undefined): number {
  if (error?.frame !== undefined && isSameFile(error.frame.path, path)) return 0;
  const rules = rulesOfRuntime.get(error?.runtime);
  return rules === undefined || finding.rule.startsWith(rules) ? 1 : foreign;
}

/** The connections per second towards what the code names, 0 where it names nothing that was measured. */
function rateTowards(target: Finding['target'], rates: readonly RateEstimate[]): number {
  const fitting = rates.filter(({ destination }) => fitsDestination(target, destination));
  return Math.max(0, ...fitting.map(({ connectionsPerSecond }) => connectionsPerSecond));
}

/** Whether a path of a stack, absolute or not, with either slash, may mean the file. */
function isSameFile(named: string, path: string): boolean {
  const plain = (text: string) =>
    `/${text.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')}`.toLowerCase();
  return plain(path).endsWith(plain(named));
}
