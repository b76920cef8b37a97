/**
 * Everything that can be done about a taken port, in one part of the house: the register of launches, who
 * may be stopped, the acts, and the view of ports.
 */
import * as vscode from 'vscode';
import type { Consultation, Occasion } from '../../consultation';
import { isEditorProcess } from '../../explain/knownPrograms';
import type { EditorContext } from '../../explain/whose';
import type { RootedOrigin } from '../../measure/clients';
import type { Machine } from '../../measure/machine';
import type { MeasureScope, PublishedContainer, Reading } from '../../measure/measurement';
import { createFamilyReader } from '../../measure/processFamily';
import { mapReading } from '../../measure/reading';
import { runCommand } from '../../measure/runCommand';
import { Containers } from '../../measure/stop/containers';
import { createStopper } from '../../measure/stop/createStopper';
import { readProcess } from '../../measure/linux/processes';
import { watchLaunches, type LaunchWatch } from '../../watch/launchWatch';
import type { DebuggeeProcess } from '../../watch/sessionTracker';
import { PortsView } from '../portsView/portsView';
import { UnnamedPrograms } from './unnamedPrograms';
import { Acts, type Further, type OfferedAct, type Offer } from './acts';
import { registerPortQuickFix } from './portQuickFix';
import type { ActOutcome } from './situation';

export interface ActingOptions {
  readonly context: vscode.ExtensionContext;
  readonly machine: Machine;
  /** The open case, and where its program runs. */
  readonly cases: () => Pick<Consultation, 'current' | 'scope'>;
  readonly log: vscode.LogOutputChannel;
}

/** A verdict waits for the answer, and it is no worse than before where none comes. */
const longestAskedMs = 4_000;

const launchesKey = 'socketDoctor.launches';

export class Acting implements vscode.Disposable {
  private readonly launches: LaunchWatch;
  private readonly unnamed: UnnamedPrograms;
  private readonly containers = new Containers({ run: runCommand });
  private readonly acts: Acts;
  private readonly disposables: vscode.Disposable;
  private ancestors: Promise<readonly number[]> | undefined;

  constructor(private readonly options: ActingOptions) {
    const { context, machine, cases, log } = options;
    const memory = context.workspaceState;
    this.launches = watchLaunches({
      memory: {
        read: () => memory.get<unknown>(launchesKey),
        write: (launches) => void memory.update(launchesKey, launches),
      },
      familyOf: createFamilyReader(machine.platform),
      nowMs: Date.now,
    });
    this.unnamed = new UnnamedPrograms(machine.platform);
    const scopeNow = () => cases().scope(cases().current?.occasion);
    const stopper = createStopper({
      machine,
      appRoot: vscode.env.appRoot,
      isEditor: isEditorProcess,
      scope: scopeNow,
    });
    const tools = {
      stopper,
      containers: this.containers,
      launches: this.launches,
      holdersOf: (port: number) => machine.holdersOf(port, scopeNow()),
      log,
    };
    this.acts = new Acts(tools, () => this.offer());
    const view = new PortsView({
      acts: this.acts,
      platform: machine.platform,
      listeners: () => this.listeners(scopeNow()),
      editorContext: () => this.editorContext(),
    });
    this.disposables = vscode.Disposable.from(
      {
        dispose: () => {
          stopper.dispose();
        },
      },
      {
        dispose: () => {
          this.launches.dispose();
        },
      },
      view,
      registerPortQuickFix({ acts: () => cases().current?.verdict.acts ?? [], tools }),
      this.unnamed,
      vscode.commands.registerCommand('socketDoctor.showActs', () => this.show()),
    );
  }

  /** A debugger named a process of the program that it runs. */
  sawDebuggee(process: DebuggeeProcess): void {
    this.unnamed.saw(process);
    if (process.from !== 'shell') this.launches.sawDebuggee(process);
  }

  /** What runs and has processes: debug sessions first, for one may run in a terminal. */
  origins(): readonly RootedOrigin[] {
    return this.launches
      .all()
      .filter(({ endedAtMs }) => endedAtMs === undefined)
      .map(({ id, kind, label, processId, descendants = [] }) => {
        const sessionId = this.launches.sessionOf(id)?.session.id;
        const unnamed = sessionId === undefined ? undefined : this.unnamed.of(sessionId);
        return {
          id,
          kind: kind === 'debug-session' ? ('session' as const) : kind,
          label,
          ...(unnamed?.isGuessed === true && { isGuessed: true as const }),
          processIds: [
            ...(processId === undefined ? [] : [processId]),
            ...descendants.map((each) => each.processId),
            ...(unnamed?.processIds ?? []),
          ],
        };
      })
      .sort((a, b) => Number(b.kind === 'session') - Number(a.kind === 'session'));
  }

  /** Which containers have a port of this machine published for them, as their runtime tells. */
  async containersServing(port: number): Promise<Reading<readonly PublishedContainer[]>> {
    const found = await this.containers.find({ publishedPort: port }, longestAskedMs);
    return mapReading(found, (all) =>
      all.map(({ id, name, tool }) => ({ id, name, runtime: tool })),
    );
  }

  offered(): readonly OfferedAct[] {
    return this.acts.offered();
  }

  doById(id: string): Promise<ActOutcome> {
    return this.acts.doById(id);
  }

  /** Lists what can be done about the open case, after `more` where there is something to see first. */
  show(more?: Further): Promise<ActOutcome> {
    const { verdict } = this.options.cases().current ?? {};
    const offered = this.acts.offered();
    const always = this.acts.offer({
      key: 'always',
      acts: [{ kind: 'show-listening-ports' }],
      situation: {},
    });
    const isListed = offered.some(({ act }) => act.kind === 'show-listening-ports');
    return this.acts.choose(
      isListed ? offered : [...offered, ...always],
      verdict?.headline ?? vscode.l10n.t('No error of a program is open.'),
      more,
    );
  }

  /** What this editor knows of its own programs, for the explanation of a case. */
  async editorContext(occasion?: Occasion): Promise<EditorContext> {
    this.ancestors ??= ownAncestors(this.options.machine);
    const [ancestors] = await Promise.all([this.ancestors, this.launches.lookBelow()]);
    const failedLaunchId = occasion && this.launches.idOf(occasion);
    const userId = process.getuid?.();
    return {
      workspaceFolders: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
      editorProcessIds: [process.pid, process.ppid, ...ancestors],
      extensionHostProcessId: process.pid,
      launches: this.launches.all(),
      ...(failedLaunchId !== undefined && { failedLaunchId }),
      ...(userId !== undefined && { userId }),
    };
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private offer(): Offer | undefined {
    const diagnosis = this.options.cases().current;
    if (!diagnosis) return undefined;
    const { verdict, error, occasion, measurement, atMs } = diagnosis;
    const { holder, acts, headline } = verdict;
    const port = holder?.local.port ?? error?.endpoint?.port;
    const failedLaunchId = occasion && this.launches.idOf(occasion);
    return {
      key: String(atMs),
      acts,
      situation: {
        reservedPorts: measurement.reservedPorts,
        whose: headline,
        ...(port !== undefined && { port }),
        ...(holder && { holder }),
        ...(failedLaunchId !== undefined && { failedLaunchId }),
        ...(error?.frame && { frame: error.frame }),
      },
    };
  }

  private listeners(scope: MeasureScope): ReturnType<NonNullable<Machine['listeners']>> {
    const { machine } = this.options;
    const missing: Reading<never> = {
      kind: 'unavailable',
      reason: 'unsupported',
      where: machine.platform,
      detail: '',
    };
    return machine.listeners?.(scope) ?? Promise.resolve(missing);
  }
}

/** All who stand above the extension host, where that can be read for nothing. */
async function ownAncestors({ platform }: Machine): Promise<readonly number[]> {
  if (platform !== 'linux') return [];
  const ourselves = await readProcess(process.pid);
  return ourselves.kind === 'value'
    ? ourselves.value.parents.map(({ processId }) => processId)
    : [];
}
