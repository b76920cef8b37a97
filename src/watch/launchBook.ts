/**
 * The register of what this editor started: debug sessions, tasks and terminals, with their processes,
 * also those of earlier windows. So a program that outlived its session is still known by its name. Pure:
 * the clock and the memory come in.
 */
import * as v from 'valibot';

/** A process, and the start that tells it from another that is given its id later. */
export interface LaunchedProcess {
  readonly processId: number;
  readonly startedAtMs?: number;
}

/** One launch; `explain` reads it as its KnownLaunch. */
export interface Launch {
  readonly id: string;
  readonly kind: 'debug-session' | 'task' | 'terminal';
  /** Hostile, as a workspace or a program chose it; bounded. */
  readonly label: string;
  /** The program, or the terminal's shell; absent until somebody tells. */
  readonly processId?: number;
  readonly descendants?: readonly LaunchedProcess[];
  readonly startedAtMs: number;
  /** Absent while it runs. */
  readonly endedAtMs?: number;
  readonly isOfEarlierWindow?: true;
  readonly workspaceFolder?: string;
  readonly commandLine?: string;
}

/** Where the register is kept over reloads; hostile when read, as anybody may have written it. */
export interface LaunchMemory {
  read(): unknown;
  write(launches: readonly Launch[]): void;
}

const mostLaunches = 100;
const mostDescendants = 64;
const longestText = 1_000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.pipe(v.string(), v.maxLength(longestText));
const launchSchema = v.object({
  id: text,
  kind: v.picklist(['debug-session', 'task', 'terminal']),
  label: text,
  processId: v.exactOptional(count),
  descendants: v.exactOptional(
    v.pipe(
      v.array(v.object({ processId: count, startedAtMs: v.exactOptional(count) })),
      v.maxLength(mostDescendants),
    ),
  ),
  startedAtMs: count,
  endedAtMs: v.exactOptional(count),
  workspaceFolder: v.exactOptional(text),
  commandLine: v.exactOptional(text),
}) satisfies v.GenericSchema<unknown, Launch>;

export class LaunchBook {
  private readonly launches = new Map<string, Launch>();

  constructor(
    private readonly memory: LaunchMemory,
    private readonly nowMs: () => number,
  ) {
    for (const launch of readLaunches(memory.read())) {
      // Its end was not seen: it is over since now at the latest, unless it shows itself again.
      const endedAtMs = launch.endedAtMs ?? nowMs();
      this.launches.set(launch.id, { ...launch, endedAtMs, isOfEarlierWindow: true });
    }
  }

  all(): readonly Launch[] {
    return [...this.launches.values()];
  }

  running(): readonly Launch[] {
    return this.all().filter(({ endedAtMs }) => endedAtMs === undefined);
  }

  get(id: string): Launch | undefined {
    return this.launches.get(id);
  }

  begin(launch: Launch): void {
    this.launches.delete(launch.id);
    this.launches.set(launch.id, bounded(launch));
    this.letGo();
    this.save();
  }

  /** What becomes known of a launch later; an unknown launch is left unknown. */
  update(id: string, changes: Partial<Omit<Launch, 'id' | 'startedAtMs'>>): void {
    const launch = this.launches.get(id);
    if (!launch) return;
    this.launches.set(id, bounded({ ...launch, ...changes }));
    this.save();
  }

  end(id: string): void {
    const launch = this.launches.get(id);
    if (launch?.endedAtMs === undefined) this.update(id, { endedAtMs: this.nowMs() });
  }

  /** A terminal of an earlier window that this one took over: it goes on, under its old name. */
  resume(processId: number): Launch | undefined {
    const kept = this.all().find(
      (each) =>
        each.processId === processId &&
        each.isOfEarlierWindow === true &&
        each.kind !== 'debug-session',
    );
    if (!kept) return undefined;
    const { id, kind, label, startedAtMs, descendants, workspaceFolder } = kept;
    const launch: Launch = {
      ...{ id, kind, label, processId, startedAtMs },
      ...(descendants && { descendants }),
      ...(workspaceFolder !== undefined && { workspaceFolder }),
    };
    this.begin(launch);
    return launch;
  }

  /** A process of the launch: the first one is the program, the others are below it. */
  addProcess(id: string, process: LaunchedProcess): void {
    const launch = this.launches.get(id);
    if (!launch || launch.processId === process.processId) return;
    if (launch.processId === undefined) this.update(id, { processId: process.processId });
    else this.addDescendants(id, [process]);
  }

  /** The newest are kept. */
  addDescendants(id: string, processes: readonly LaunchedProcess[]): void {
    const launch = this.launches.get(id);
    if (!launch) return;
    const known = new Map((launch.descendants ?? []).map((each) => [each.processId, each]));
    const before = known.size;
    let isNews = false;
    for (const process of processes) {
      const old = known.get(process.processId);
      if (old && old.startedAtMs === (process.startedAtMs ?? old.startedAtMs)) continue;
      isNews = true;
      known.delete(process.processId);
      known.set(process.processId, process);
    }
    if (!isNews && known.size === before) return;
    this.update(id, { descendants: [...known.values()] });
  }

  /** Who has ended longest goes first. */
  private letGo(): void {
    while (this.launches.size > mostLaunches) {
      const [oldest] = [...this.launches.values()].sort(
        (a, b) => (a.endedAtMs ?? Infinity) - (b.endedAtMs ?? Infinity),
      );
      if (!oldest) return;
      this.launches.delete(oldest.id);
    }
  }

  private save(): void {
    this.memory.write(this.all());
  }
}

/** The launches that are what they should be; a broken one costs only itself. */
function readLaunches(given: unknown): readonly Launch[] {
  if (!Array.isArray(given)) return [];
  return given.slice(-mostLaunches).flatMap((each: unknown) => {
    const result = v.safeParse(launchSchema, each);
    return result.success ? [result.output] : [];
  });
}

function bounded(launch: Launch): Launch {
  const { label, commandLine, descendants } = launch;
  return {
    ...launch,
    label: label.slice(0, longestText),
    ...(commandLine !== undefined && { commandLine: commandLine.slice(0, longestText) }),
    ...(descendants && { descendants: descendants.slice(-mostDescendants) }),
  };
}
