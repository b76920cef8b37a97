/** Everything of the probe, from the launches that carry it to the lines that show what it counted. */
import * as vscode from 'vscode';
import { churnMessage } from '../explain/churn';
import { CallLedger } from '../measure/probe/callLedger';
import type { DestinationCalls, LaunchCalls } from '../measure/probe/calls';
import { openProbeServer } from '../measure/probe/probeServer';
import { SourcePlaces } from '../measure/probe/sourcePlaces';
import type { Finding } from '../remedy/finding';
import type { CallFacts } from './callFacts';
import { MeasuredLines } from './measuredLines';
import { ProbedLaunches } from './probedLaunches';
import type { Settings } from './settings';
import { WorkspaceCalls } from './workspaceCalls';

export interface ProbingOptions {
  readonly context: Pick<vscode.ExtensionContext, 'extensionUri' | 'globalStorageUri'>;
  readonly settings: () => Settings;
  /** A program with a probe has begun, counted, or ended. */
  readonly onDidChange: () => void;
  readonly log: vscode.LogOutputChannel;
}

/** Awake from the first launch that wants a probe; at rest it holds nothing but two listeners. */
export class Probing implements vscode.Disposable {
  private readonly ledger = new CallLedger(() => {
    this.calls.touch();
  });
  private readonly calls: WorkspaceCalls;
  private readonly carriers: ProbedLaunches;
  private readonly lines: MeasuredLines;
  private readonly subscriptions: vscode.Disposable;

  constructor({ context, settings, onDidChange, log }: ProbingOptions) {
    this.carriers = new ProbedLaunches({
      context,
      ledger: this.ledger,
      openServer: () => openProbeServer(this.ledger),
      isEnabled: () => settings().probe,
      log,
    });
    this.calls = new WorkspaceCalls({
      ledger: this.ledger,
      places: new SourcePlaces(),
      labelOf: (launch) => this.carriers.launch(launch)?.label,
    });
    this.lines = new MeasuredLines({
      facts: () => this.facts(),
      onDidChange: this.calls.onDidChange,
      showsLenses: () => settings().callLenses,
      isEnabled: () => settings().findings,
    });
    this.subscriptions = this.calls.onDidChange(onDidChange);
  }

  /** Whether any program with a probe runs. */
  get isRunning(): boolean {
    return this.calls.isRunning;
  }

  /** Undefined while no program with a probe has been seen. */
  facts(): CallFacts | undefined {
    return this.calls.facts(Date.now());
  }

  /** What the programs of one debug session have done so far. */
  callsOf(sessionId: string): readonly DestinationCalls[] {
    return this.ledger
      .launches()
      .filter(({ launch }) => this.carriers.launch(launch)?.sessionId === sessionId)
      .flatMap(({ destinations }) => destinations);
  }

  /** The accounts of all launches that a probe was seen in. */
  launches(): readonly LaunchCalls[] {
    return this.ledger.launches();
  }

  /** What was measured on these lines, as the beginning of a finding's message. */
  measuredAt(uri: vscode.Uri, range: Finding['range']): string | undefined {
    const line = this.lines.churnWithin(uri, range);
    return line?.churn && churnMessage(line.figure, line.destination, line.churn);
  }

  /** Keeps the findings in step with what is measured on their lines. */
  follow(findings: {
    readonly onDidChange: vscode.Event<void>;
    covers(uri: vscode.Uri, line: number): boolean;
    showMeasured(): void;
  }): vscode.Disposable {
    const publish = () => {
      this.lines.publish((uri, line) => findings.covers(uri, line));
    };
    return vscode.Disposable.from(
      findings.onDidChange(publish),
      this.lines.onDidChangeChurn(() => {
        findings.showMeasured();
        publish();
      }),
    );
  }

  /** The command: a terminal whose programs are counted. */
  async openTerminal(): Promise<vscode.Terminal | undefined> {
    const terminal = await this.carriers.openTerminal();
    if (typeof terminal === 'string') {
      void vscode.window.showErrorMessage(terminal);
      return undefined;
    }
    terminal.show();
    return terminal;
  }

  dispose(): void {
    vscode.Disposable.from(this.subscriptions, this.lines, this.calls, this.carriers).dispose();
  }
}
