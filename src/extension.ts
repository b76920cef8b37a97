/**
 * The house's front door: wires the six rooms together, in the order in which data walks through
 * them, and returns the public API.
 */
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SocketDoctorApi } from './api';
import { Consultation, type Diagnosis } from './consultation';
import { realClock } from './measure/clock';
import { createMachine } from './measure/createMachine';
import { FlightRecorder } from './measure/flightRecorder';
import { editorOrigin, withOrigins } from './measure/origins';
import { Sampler } from './measure/sampler';
import { withTriedTimeWait } from './measure/timeWaitLength';
import { Acting } from './present/acts/acting';
import { AnalysisContexts } from './present/analysisContexts';
import { registerCommands } from './present/commands';
import { Findings } from './present/findings';
import { FixAll } from './present/fixAll';
import { Notifications } from './present/notifications';
import { PanelActions } from './present/panelActions';
import { Probing } from './present/probing';
import { registerLanguageModelTools } from './present/languageModelTools';
import { PanelHost } from './present/panel/panelHost';
import { panelFacts, placedFindings } from './present/panelFacts';
import { CaseKeeper } from './present/caseKeeper';
import { buildSnapshot } from './present/panel/snapshot';
import { registerQuickFixes } from './present/quickFixes';
import { Revealer } from './present/revealer';
import { RunReports } from './present/runReports';
import { readSettings } from './present/settings';
import { StatusBar } from './present/statusBar';
import { TableFigures } from './present/tableFigures';
import { WorkspaceLook } from './present/workspaceLook';
import { ErrorStreams } from './recognize/errorStreams';
import { createPrefilter } from './recognize/fastPrefilter';
import { Incidents, type Incident } from './recognize/incidents';
import { recognize } from './recognize/recognize';
import type { SocketError } from './recognize/socketError';
import { createAnalyzer } from './remedy/analyzer';
import { systemRemedies } from './remedy/system/systemRemedies';
import { createThreadedAnalyzer } from './remedy/threadedAnalyzer';
import { RunBook } from './runBook';
import type { OutputSource } from './watch/outputBlock';
import { watchPrograms } from './watch/programs';
import { rootOf } from './watch/sessionTracker';
import { createTextScan } from './textScan';

/** Servers that close in good order do so within a second or two. */
const secondLookAfterMs = 2_000;

/** VS Code calls it once; what it opens is disposed with `context`. */
export function activate(context: vscode.ExtensionContext): SocketDoctorApi {
  l10n.config({ contents: { ...vscode.l10n.bundle } });
  const log = vscode.window.createOutputChannel('Socket Doctor', { log: true });
  const locale = vscode.env.language;
  const complaints = new Set<string>();
  const settings = () =>
    readSettings((complaint) => {
      // Settings are read with every look; each complaint is made once.
      if (!complaints.has(complaint)) log.warn(complaint);
      complaints.add(complaint);
    });
  const diagnosed = new vscode.EventEmitter<Diagnosis>();

  // watch → recognize: a program's output becomes incidents.
  const incidents = new Incidents();
  const editor = editorOrigin(process.pid, process.ppid);
  const { machine, settle: settleTimeWait } = withTriedTimeWait(
    withOrigins(createMachine(process.platform), () => [...acting.origins(), editor]),
  );
  const errors = new ErrorStreams(
    machine.platform,
    (error, source) => {
      const { incident, isNew } = incidents.see(error, source, Date.now());
      book.fail(source.runId, error.code, Date.now());
      if (isNew) void examine(incident, source);
      else consultation.recount(incident);
    },
    createPrefilter(createTextScan()),
  );

  const programs = watchPrograms({
    sink: errors,
    readsTerminals: () => settings().terminals,
    onDidStartProcess: ({ sessionId, processId, from }) => {
      consultation.sessionRuns(sessionId, processId);
      acting.sawDebuggee({ sessionId, processId, from });
      pace();
    },
    log,
  });

  // measure → explain: looks at the machine, and what they mean; counts from inside the programs.
  const probing = new Probing({ context, settings, onDidChange: pace, log });
  const consultation = new Consultation(
    machine,
    new FlightRecorder(),
    locale,
    realClock,
    () => {
      statusBar.show(sampler.running ? consultation.latest : undefined);
      panel.refresh();
      keeper.note();
      tableFigures.touch();
    },
    () => probing.launches(),
    (occasion) => acting.editorContext(occasion),
    (port) => acting.containersServing(port),
  );
  const keeper = new CaseKeeper({
    memory: context.workspaceState,
    consultation: () => consultation,
    version: String((context.extension.packageJSON as { version?: unknown }).version),
    log,
  });
  const sampler = new Sampler({
    measure: (scope, signal) => machine.measure(scope, signal),
    sampleCounters: (scope) => machine.sampleCounters?.(scope),
    isWatched: (): boolean => panel.visible,
    onQuiet: (until) => {
      consultation.quietUntil(until);
    },
    intervalMs: () => settings().sampleIntervalMs,
    onError: (error) => {
      log.error('A look at the machine failed.', String(error));
    },
  });

  // remedy: what in the source costs connections, and what in the system's settings.
  const grammarsDir = join(context.extensionPath, 'dist', 'grammars');
  const warn = (message: string) => {
    log.warn(message);
  };
  const analyzer = createAnalyzer({ grammarsDir, log: warn });
  const createAnalyzerInThread = () =>
    createThreadedAnalyzer({
      script: join(context.extensionPath, 'dist', 'analyzerThread.js'),
      grammarsDir,
      sentences: Object.fromEntries(Object.entries(vscode.l10n.bundle ?? {})),
      fallback: analyzer,
      log: warn,
    });
  const contexts = new AnalysisContexts({
    ephemeralRange: () => consultation.latest?.measurement.ephemeralRange,
    levels: () => settings().rules,
  });
  const isEnabled = () => settings().findings;
  const findings = new Findings({
    analyzer,
    contexts,
    isEnabled,
    measuredAt: (uri, finding) =>
      probing.measuredAt(uri, finding.range) ?? tableFigures.messageFor(finding),
    log,
  });
  const tableFigures = new TableFigures(
    () => consultation.latest,
    () => {
      findings.showMeasured();
    },
  );
  const look = new WorkspaceLook({
    findings,
    createAnalyzer: createAnalyzerInThread,
    isEnabled,
    log,
  });
  const fixAll = new FixAll({ analyzer, createAnalyzer: createAnalyzerInThread, contexts });
  const remedies = () => {
    const { verdict, measurement } = consultation.current ?? {};
    return verdict && measurement ? systemRemedies(verdict, measurement, locale) : [];
  };

  // What single runs did, to lay one beside another.
  const book = new RunBook(RunReports.stored(context.workspaceState));
  const runs = new RunReports({
    book,
    memory: context.workspaceState,
    sourcesOf: (runId) => ({
      probed: probing.callsOf(runId),
      histories: consultation.latest?.histories ?? [],
    }),
    facts: () => ({ diagnosis: consultation.current, calls: probing.facts() }),
    changed: () => {
      panel.refresh();
    },
  });

  // present: what a person sees, and can do.
  const cases = (): Consultation => consultation;
  const acting = new Acting({ context, machine, cases, log });
  const statusBar = new StatusBar();
  const panel = new PanelHost({
    extensionUri: context.extensionUri,
    snapshot: (seq) =>
      buildSnapshot(
        panelFacts({
          consultation,
          shownSockets: actions.shownSockets,
          calls: probing.facts(),
          findings,
          acts: acting.offered(),
          remedies: remedies(),
          runs: runs.view(Date.now()),
          doors: programs.doors(),
          isLive: sampler.running,
        }),
        seq,
      ),
    answer: (message) => {
      actions.answer(message);
    },
    onDidChangeVisibility: pace,
    log,
  });
  const showPanel = () => {
    panel.reveal(true);
  };
  const actions = new PanelActions({
    findings,
    frame: () => consultation.current?.error?.frame,
    calls: () => probing.facts(),
    remedies,
    doAct: (actId) => acting.doById(actId),
    runs,
    measure: () => consultation.ask(),
    refresh: () => {
      panel.refresh();
    },
    log,
  });
  const notifications = new Notifications(
    context.workspaceState,
    showPanel,
    () => settings().notifications,
    acting,
  );
  const revealer = new Revealer({
    openPanel: () => settings().openPanel,
    showPanel: () => {
      panel.reveal(false);
    },
    notify: (verdict, occasion) => {
      notifications.tell(verdict, occasion).catch((error: unknown) => {
        log.error('A notification failed.', String(error));
      });
    },
  });

  /** The walk of one incident; nothing that goes wrong on it reaches the debugger. */
  async function examine(incident: Incident, source: OutputSource): Promise<void> {
    try {
      const { code, operation, signature } = incident.error;
      log.info(`${code} on ${operation} (${signature}) in "${source.label}".`);
      const diagnosis = await consultation.examine(incident, source);
      if (diagnosis === undefined) return;
      log.info(`Verdict: ${diagnosis.verdict.cause} (${diagnosis.verdict.confidence}).`);
      diagnosed.fire(diagnosis);
      revealer.reveal(diagnosis.verdict, source.runId);
      if (diagnosis.verdict.holder !== undefined) lookAgainSoon();
      if (diagnosis.verdict.illness === 'ephemeral-exhaustion') {
        await look.run();
      }
    } catch (error) {
      log.error('An error could not be explained.', String(error));
    }
  }

  /** A run that was about to end has let go of its port a moment later, and that is another case. */
  function lookAgainSoon(): void {
    setTimeout(() => {
      consultation.lookAgain().then(
        (changed) => {
          if (changed) log.info(`Verdict after a second look: ${changed.verdict.cause}.`);
        },
        (error: unknown) => {
          log.error('A second look failed.', String(error));
        },
      );
    }, secondLookAfterMs).unref();
  }

  /** A text that a person gave is explained in the panel, which they asked for. */
  async function explain(error: SocketError, label: string): Promise<Diagnosis> {
    showPanel();
    const diagnosis = await consultation.examineText(error, label);
    diagnosed.fire(diagnosis);
    return diagnosis;
  }

  const sessions = new Set<string>();

  /** Looks follow each other only while something is debugged or probed, or the panel can be seen. */
  function pace(): void {
    if (sessions.size > 0 || probing.isRunning || panel.visible) {
      sampler.start(consultation.scope());
    } else {
      sampler.stop();
      statusBar.show(undefined);
    }
    panel.refresh();
  }

  // Disposed in this order: who asks before who answers, and the log, which all write to, last.
  context.subscriptions.push(
    keeper,
    panel,
    tableFigures,
    {
      dispose: () => {
        sampler.stop();
      },
    },
    {
      dispose: sampler.onMeasurement((measurement) => {
        consultation.observe(measurement);
        book.look(measurement);
      }),
    },
    { dispose: () => machine.dispose?.() },
    look,
    acting,
    probing,
    probing.follow(findings),
    findings.onDidChange(() => {
      panel.refresh();
    }),
    registerLanguageModelTools({
      analyze: async () => ({
        diagnosis: await consultation.ask(),
        mostPressing: consultation.latest?.mostPressing,
        calls: probing.facts(),
        remedies: remedies(),
      }),
      findings: async () => {
        await look.run();
        return placedFindings(findings);
      },
    }),
    registerQuickFixes({ findings, fixAll, analyzer, contexts, log }),
    programs,
    vscode.debug.onDidStartDebugSession((session) => {
      if (sessions.size === 0) consultation.close();
      // A restart keeps the session's id, and what it says then is news.
      incidents.forget(rootOf(session).id);
      sessions.add(session.id);
      if (rootOf(session).id === session.id) book.begin(session.id, session.name, Date.now());
      pace();
    }),
    vscode.debug.onDidTerminateDebugSession((session) => {
      sessions.delete(session.id);
      consultation.sessionEnds(session.id);
      void runs.end(session.id);
      pace();
    }),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (!change.affectsConfiguration('socketDoctor')) return;
      if (settings().findings) findings.analyzeAgain();
      else findings.clear();
    }),
    registerCommands({
      machine,
      settleTimeWait,
      showPanel,
      ask: () => consultation.ask(),
      explain,
      probing,
      look,
      fixAll,
      isEnabled,
      log,
    }),
    findings,
    contexts,
    analyzer,
    statusBar,
    diagnosed,
    log,
  );

  keeper.restore();
  return {
    version: 1,
    recognize: (text, options = {}) =>
      recognize(text, { platform: options.platform ?? machine.platform }),
    analyze: ({ sessionId } = {}) =>
      consultation.analyze(sessionId === undefined ? undefined : { sessionId, label: '' }),
    calls: () => probing.facts(),
    onDidDiagnose: (listener) => diagnosed.event(listener),
  };
}
