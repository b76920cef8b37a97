/** What is shown of the calls that the probes count: plain data, with the place in the code of each. */
import { createHash } from 'node:crypto';
import type { MeasuredCalls, MeasuredSite } from '../explain/measuredCalls';
import type { ProbedProgram } from '../measure/probe/calls';
import type { Place } from '../measure/probe/wire';

/** The line that makes calls. */
export interface PlacedSite extends MeasuredSite {
  /** Absent for code that is in no file, and while it is looked up. */
  readonly place?: Place;
  /** All places on the way to the call that lie in the workspace, the innermost first. */
  readonly ownPlaces: readonly Place[];
  /** The function around it, as the runtime calls it: hostile text. */
  readonly functionName?: string;
}

export interface PlacedCalls extends Omit<MeasuredCalls, 'sites'> {
  readonly sites: readonly PlacedSite[];
}

/** Everything that is shown of what the probes count. */
export interface CallFacts {
  /** The names of the sessions and terminals whose programs these are: hostile texts. */
  readonly launches: readonly string[];
  readonly programs: readonly ProbedProgram[];
  readonly destinations: readonly PlacedCalls[];
  readonly leftOut: number;
}

/** Whether the line is the workspace's own; else it is a library's, or somebody else's. */
export function isOwnSite({ ownPlaces }: PlacedSite): boolean {
  return ownPlaces.length > 0;
}

/** A name for a place that tells nothing of paths; the panel sends it back. */
export function siteKey({ id }: Pick<MeasuredSite, 'id'>): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 22);
}

/** `client.ts:42`, for a narrow column; the whole path is in the tooltip. */
export function placeLabel({ file, line }: Place): string {
  return `${file.split(/[\\/]/).pop() ?? file}:${line}`;
}
