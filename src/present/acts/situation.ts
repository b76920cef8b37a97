/** For what an act is done, what it needs, and what came of it. */
import type * as vscode from 'vscode';
import type { PortHolder, Reading } from '../../measure/measurement';
import type { Containers } from '../../measure/stop/containers';
import type { Stopper } from '../../measure/stop/stopper';
import type { SourceFrame } from '../../recognize/socketError';
import type { LaunchWatch } from '../../watch/launchWatch';

/** The trouble that an act belongs to; a port of the ports view has no failed launch. */
export interface Situation {
  readonly port?: number;
  readonly holder?: PortHolder;
  /** One sentence that says whose the holder is, for the question whether to stop it. */
  readonly whose?: string;
  /** The launch whose program could not listen: what is started again. */
  readonly failedLaunchId?: string;
  /** Where in the source the error came from. */
  readonly frame?: SourceFrame;
  /** What the system has put aside, where it was read. */
  readonly reservedPorts?: Reading<readonly { readonly first: number; readonly last: number }[]>;
}

/** What the acts work with. */
export interface ActTools {
  readonly stopper: Stopper;
  readonly containers: Containers;
  readonly launches: LaunchWatch;
  readonly holdersOf: (port: number) => Promise<Reading<readonly PortHolder[]>>;
  readonly log: vscode.LogOutputChannel;
}

/** What came of an act; commands return it. */
export type ActOutcome =
  | { readonly kind: 'done' }
  /** It was stopped, and what had failed was started again. */
  | { readonly kind: 'started-again' }
  /** The person thought better of it. */
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export const cancelled: ActOutcome = { kind: 'cancelled' };
export const done: ActOutcome = { kind: 'done' };
