/**
 * Preloaded into a Node program (`--require`): counts its outgoing connections and requests, with
 * the places in the code that make them, and tells the editor. It never changes what the program
 * does, prints, or exits with; whatever fails in here ends in silence.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';
import { startupSnapshot } from 'node:v8';
import { threadId } from 'node:worker_threads';
import { type Hello, wireVersion } from '../../measure/probe/wire';
import { AsyncCallers } from './asyncCallers';
import { Connections } from './connections';
import { type Launch, readLaunch } from './launch';
import { Ledger } from './ledger';
import { observeReads } from './observeReads';
import { openPipe } from './pipe';
import { runnableTime, timeUseOf } from './runnableTime';
import { Reporter } from './reporter';
import { watchRequests } from './requestHooks';
import { Sampler } from './sampler';
import { Sites } from './sites';
import { watchSockets } from './socketHooks';
import { WrittenRequests } from './writtenRequests';

/** From the first change to the message about it. */
const reportDelayMs = 200;
const longestProgram = 300;

// Taken now: a test's fake clock must neither stop us nor be moved by us.
const monotonicMs = performance.now.bind(performance);
const clockMs = Date.now.bind(Date);
// For the same reason; an import would be looked up anew at each call.
const later = setTimeout;

function start({ token, pipe }: Launch): void {
  let isArmed = false;
  let isOver = false;
  const stop = () => {
    isOver = true;
    for (const undo of undos) undo();
    callers.stop();
  };
  const arm = () => {
    if (isArmed || isOver) return;
    isArmed = true;
    later(report, reportDelayMs).unref();
  };
  const report = (isLast = false) => {
    isArmed = false;
    if (isOver) return;
    try {
      sampler.judge();
      if (!reporter.report(isLast)) arm();
    } catch {
      stop();
    }
  };

  const ledger = new Ledger(arm);
  const runnableMs = runnableTime(timeUseOf(monotonicMs));
  const sampler = new Sampler(runnableMs, process.pid ^ (clockMs() | 0) ^ threadId);
  const callers = new AsyncCallers(runnableMs);
  const sites = new Sites(ledger, sampler, callers);
  const connections = new Connections(ledger, monotonicMs, sampler);
  const hello = () => helloOf(token);
  const open = () => {
    request.isOpen = true; // nobody looks who opens our own pipe
    return openPipe(pipe, stop);
  };
  const reporter = new Reporter(ledger, sites, clockMs, open, hello);
  const request = { isOpen: false };
  const undos = [
    watchSockets(connections, sites, request, new WrittenRequests(connections, sites)),
    watchRequests(connections, sites, request),
    // Not a listener of `exit`: it would be counted, and might be one too many (a warning).
    observeReads(process, 'emit', () => {
      if (isArmed && (process as { _exiting?: unknown })._exiting) report(true);
    }),
  ];
}

function helloOf(launch: string): Hello {
  return {
    type: 'hello',
    protocol: wireVersion,
    launch,
    runtime: 'node',
    version: process.versions.node,
    processId: process.pid,
    parentProcessId: process.ppid,
    threadId,
    startedAtMs: Math.round(performance.timeOrigin),
    program: (process.argv[1] ?? '').slice(0, longestProgram),
  };
}

try {
  const launch = startupSnapshot.isBuildingSnapshot() ? undefined : readLaunch(process.env);
  if (launch) start(launch);
} catch {
  // Then there is no probe.
}
