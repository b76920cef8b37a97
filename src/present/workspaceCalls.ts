/**
 * The calls of this workspace's programs, with the place in the code of each: what the panel, the
 * lenses and the diagnostics show. Told anew at most twice a second, and only while something counts.
 */
import { realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import {
  currentLaunches,
  joinedSites,
  measuredCalls,
  type MeasuredSite,
} from '../explain/measuredCalls';
import type { CallLedger } from '../measure/probe/callLedger';
import type { SourcePlaces } from '../measure/probe/sourcePlaces';
import type { Frame, Place } from '../measure/probe/wire';
import type { CallFacts, PlacedSite } from './callFacts';

export interface WorkspaceCallsOptions {
  readonly ledger: Pick<CallLedger, 'launches'>;
  readonly places: Pick<SourcePlaces, 'placeOf'>;
  readonly labelOf: (launch: string) => string | undefined;
}

const settleMs = 500;
/** A little longer than a rate counts as going on ({@link measuredCalls}). */
const restMs = 6_000;
const mostPlaces = 4_096;

type SitePlace = Pick<PlacedSite, 'place' | 'ownPlaces' | 'functionName'>;

export class WorkspaceCalls implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly found = new Map<string, SitePlace>();
  private readonly sought = new Set<string>();
  private timer: NodeJS.Timeout | undefined;
  private restTimer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: WorkspaceCallsOptions) {}

  /** The ledger has changed: whoever shows something is told soon. */
  touch(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      clearTimeout(this.restTimer);
      // Once more when what was counted has become history: nothing else tells of that.
      this.restTimer = setTimeout(() => {
        this.changed.fire();
      }, restMs).unref();
      this.changed.fire();
    }, settleMs).unref();
  }

  /** Undefined while no program with a probe has been seen. */
  facts(nowMs: number): CallFacts | undefined {
    const launches = this.options.ledger.launches();
    const current = currentLaunches(launches);
    if (current.length === 0) return undefined;
    return {
      launches: current.flatMap(({ launch }) => this.options.labelOf(launch) ?? []),
      programs: current.flatMap(({ programs }) => programs),
      leftOut: current.reduce((sum, { leftOut }) => sum + leftOut, 0),
      destinations: measuredCalls(launches, nowMs).map((calls) => ({
        ...calls,
        sites: joinedSites(
          calls.sites.map((site) => ({ ...site, ...this.placeOf(site) })),
          ({ place }) => place && `${place.file}:${place.line}`,
        ),
      })),
    };
  }

  /** Whether any program with a probe runs. */
  get isRunning(): boolean {
    return this.options.ledger
      .launches()
      .some(({ programs }) => programs.some(({ isRunning }) => isRunning));
  }

  dispose(): void {
    clearTimeout(this.timer);
    clearTimeout(this.restTimer);
    this.changed.dispose();
  }

  private placeOf({ id, frames }: MeasuredSite): SitePlace {
    const found = this.found.get(id);
    if (found !== undefined) return found;
    if (!this.sought.has(id)) {
      this.sought.add(id);
      void this.seek(id, frames);
    }
    return { ownPlaces: [] };
  }

  private async seek(id: string, frames: readonly Frame[]): Promise<void> {
    const folders = await ownFolders();
    const placed = await Promise.all(
      frames.map(async (frame) => {
        const place = await this.options.places.placeOf(frame);
        return place && { frame, place, own: inOwnFolder(place, folders) };
      }),
    );
    const known = placed.flatMap((one) => one ?? []);
    const chosen =
      known.find(({ own }) => own !== undefined) ??
      known.find(({ place }) => !isLibrary(place.file)) ??
      known[0];
    if (this.found.size >= mostPlaces) {
      this.found.clear();
      this.sought.clear();
    }
    this.found.set(id, {
      ownPlaces: known.flatMap(({ own }) => own ?? []),
      ...(chosen && { place: chosen.own ?? chosen.place }),
      ...(chosen?.frame.function !== undefined && { functionName: chosen.frame.function }),
    });
    this.touch();
  }
}

interface OwnFolder {
  readonly path: string;
  readonly realPath: string;
}

/** Runtimes name files by their real paths; the editor by the ones that the folder was opened with. */
function ownFolders(): Promise<readonly OwnFolder[]> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return Promise.all(
    folders
      .filter(({ uri }) => uri.scheme === 'file')
      .map(async ({ uri: { fsPath } }) => ({
        path: fsPath,
        realPath: await realpath(fsPath).catch(() => fsPath),
      })),
  );
}

/** The place as the editor names it; undefined outside of the workspace, and in a library. */
function inOwnFolder(place: Place, folders: readonly OwnFolder[]): Place | undefined {
  if (isLibrary(place.file)) return undefined;
  for (const { path, realPath } of folders) {
    for (const root of [path, realPath]) {
      if (place.file.startsWith(root + sep)) {
        return { ...place, file: join(path, relative(root, place.file)) };
      }
    }
  }
  return undefined;
}

/** Code that a package manager brought: npm, pnpm, Yarn; pip, and what is installed with Python. */
function isLibrary(path: string): boolean {
  return /[\\/](node_modules|site-packages|dist-packages)[\\/]|[\\/]\.yarn[\\/]/.test(path);
}
