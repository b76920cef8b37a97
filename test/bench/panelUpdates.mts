/**
 * The panel, live: a minute of ten snapshots a second with 28,000 sockets, in the harness's browser.
 * What a snapshot costs the page's main thread, and what is held on to at the end.
 */
import type { CDPSession, Page } from 'playwright-core';
import { startBrowser } from '../host/browser.mjs';
import { bundlePanel, openPreview } from '../media/preview/preview';
import { exhaustedPool, exhaustedSnapshot, largeSnapshot } from '../media/support/snapshots';

const updatesPerSecond = 10;
const seconds = 60;
/** So many seconds of history fill what the panel keeps, before anything is measured. */
const warmUpUpdates = 130;

/** Everything of a busy panel: 22,000 waiting ports in the picture, charts, sum, and sliders that follow. */
function busySnapshot(): object {
  const { portMap, verdict } = largeSnapshot();
  return exhaustedSnapshot({
    pool: { ...exhaustedPool(), capacity: 28_232, connectionsPerSecond: 450 },
    ...(portMap && { portMap }),
    ...(verdict && { verdict }),
  });
}

/**
 * Runs in the page: posts `count` snapshots, each a step later than the one before. Every message is
 * made anew, as the editor's are; resolves with the milliseconds that the making took.
 */
function driver({ snapshot, count, stepS, intervalMs, from }: DriverOptions): Promise<number> {
  let made = 0;
  let sent = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const begun = performance.now();
      const elapsedS = (from + sent) * stepS;
      const { chart, portMap } = snapshot;
      const waiting = portMap.waiting.map(([offset, left]) => [offset, (left + elapsedS) % 60]);
      const connectionsPerSecond = 440 + (sent % 20);
      const timesS = chart.timesS.map((timeS) => timeS + Math.floor(elapsedS));
      window.postMessage(
        {
          ...snapshot,
          seq: snapshot.seq + from + sent,
          pool: { ...snapshot.pool, connectionsPerSecond },
          chart: { ...chart, timesS },
          portMap: { ...portMap, waiting },
        },
        '*',
      );
      made += performance.now() - begun;
      sent += 1;
      if (sent === count) {
        clearInterval(timer);
        setTimeout(() => {
          resolve(made);
        }, 500);
      }
    }, intervalMs);
  });
}

interface DriverOptions {
  readonly snapshot: {
    readonly seq: number;
    readonly pool: object;
    readonly chart: { readonly timesS: readonly number[] };
    readonly portMap: { readonly waiting: readonly (readonly [number, number])[] };
  };
  readonly count: number;
  /** By how much the clock of the snapshots goes on with each. */
  readonly stepS: number;
  readonly intervalMs: number;
  readonly from: number;
}

async function metrics(session: CDPSession): Promise<ReadonlyMap<string, number>> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics: list } = await session.send('Performance.getMetrics');
  return new Map(list.map(({ name, value }) => [name, value]));
}

const run = (page: Page, options: Omit<DriverOptions, 'snapshot'>) =>
  page.evaluate<number>(
    `(${driver.toString()})({ snapshot: window.benchSnapshot, ...${JSON.stringify(options)} })`,
  );

const browser = await startBrowser();
const preview = await openPreview(browser, await bundlePanel(), { theme: 'dark', width: 720 });
const { page } = preview;
await preview.send(exhaustedSnapshot());
await page.evaluate((snapshot) => {
  Object.assign(window, { benchSnapshot: snapshot });
}, busySnapshot());
// The pictures in sight: the most that there is to draw.
await page.evaluate(`document.querySelector('.port-map').scrollIntoView({ block: 'end' })`);
const session = await page.context().newCDPSession(page);
await session.send('Performance.enable');
await run(page, { count: warmUpUpdates, stepS: 1, intervalMs: 30, from: 0 });

const before = await metrics(session);
const count = seconds * updatesPerSecond;
// The warm-up went through its seconds faster; the clock goes on from there.
const from = warmUpUpdates * updatesPerSecond;
const madeMs = await run(page, {
  count,
  stepS: 1 / updatesPerSecond,
  intervalMs: 1_000 / updatesPerSecond,
  from,
});
const after = await metrics(session);
const troubles = await preview.troubles();
await browser.close();
if (troubles.length > 0) throw new Error(troubles.join('; '));

const grown = (name: string) => (after.get(name) ?? NaN) - (before.get(name) ?? NaN);
const perUpdateMs = (grown('TaskDuration') * 1_000 - madeMs) / count;
const scriptMs = (grown('ScriptDuration') * 1_000 - madeMs) / count;
const megabytes = (name: string, from: ReadonlyMap<string, number>) =>
  ((from.get(name) ?? NaN) / 1_048_576).toFixed(1);
console.log(
  `panel, 28,000 ports, ${updatesPerSecond} snapshots a second for ${seconds} s: ` +
    `${perUpdateMs.toFixed(1)} ms of the main thread per snapshot (${scriptMs.toFixed(1)} ms script), ` +
    `heap ${megabytes('JSHeapUsedSize', before)} MB before, ${megabytes('JSHeapUsedSize', after)} MB after, ` +
    `${grown('Nodes')} elements and ${grown('JSEventListeners')} listeners more`,
);
