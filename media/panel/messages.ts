/**
 * Checks what arrives from the editor before anything is drawn from it. The schemas are held to the
 * protocol by the compiler (`satisfies`); the two long arrays of the port map are checked by loops,
 * because 28,000 rows ten times a second must not cost a frame.
 */
import * as v from 'valibot';
import type { Snapshot, ToPanel } from '../../src/present/panel/protocol';

const text = v.string();
const number = v.pipe(v.number(), v.finite());
const numbersOrGaps = v.array(v.nullable(number));

const chip = v.object({
  id: text,
  label: text,
  text,
  source: text,
  state: v.picklist(['measured', 'assumed', 'unavailable']),
});

const verdict = v.object({
  tone: v.picklist(['problem', 'calm', 'unknown']),
  headline: text,
  proof: text,
  explanation: text,
  confidence: text,
  evidence: v.array(v.object({ text, source: v.exactOptional(text) })),
  disproof: v.array(text),
  wrongAdvice: v.exactOptional(v.array(v.object({ text, source: text }))),
  errorLine: v.exactOptional(text),
  errorCount: v.exactOptional(number),
  frameLabel: v.exactOptional(text),
  holder: v.exactOptional(
    v.object({ title: text, details: v.array(v.object({ label: text, text })), source: text }),
  ),
});

const phrase = v.array(v.union([text, chip]));

const arithmetic = v.object({
  sentence: phrase,
  elsewhere: v.exactOptional(text),
  clearing: v.exactOptional(phrase),
  presets: v.array(
    v.object({
      id: text,
      label: text,
      ports: text,
      timeWait: text,
      rate: text,
      outcome: text,
      note: text,
      live: v.boolean(),
    }),
  ),
});

const notNegative = v.pipe(number, v.minValue(0));

const pool = v.object({
  destination: text,
  capacity: notNegative,
  connectionsPerSecond: notNegative,
  reuseRatio: v.exactOptional(v.pipe(notNegative, v.ltValue(1))),
  effectiveTimeWaitMs: v.object({ minMs: notNegative, maxMs: notNegative }),
  holdTimeMs: notNegative,
  closedHereShare: v.pipe(notNegative, v.maxValue(1)),
  waitingLimit: v.exactOptional(notNegative),
});

const chart = v.pipe(
  v.object({
    title: text,
    summary: text,
    source: text,
    timesS: v.array(number),
    connectionsPerSecond: numbersOrGaps,
    occupiedPorts: numbersOrGaps,
    forecastPorts: numbersOrGaps,
    capacity: v.nullable(number),
    sustainablePerSecond: v.nullable(number),
    errorAtS: v.exactOptional(number),
  }),
  v.check(
    ({ timesS, ...series }) =>
      series.connectionsPerSecond.length === timesS.length &&
      series.occupiedPorts.length === timesS.length &&
      series.forecastPorts.length === timesS.length,
    'The series of a chart have the length of its times.',
  ),
);

const portNumber = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535));

const portMap = v.pipe(
  v.object({
    first: portNumber,
    last: portNumber,
    summary: text,
    source: text,
    open: v.custom<number[]>((given) => Array.isArray(given) && given.every(isOffset)),
    waiting: v.custom<[number, number | null][]>(
      (given) => Array.isArray(given) && given.every(isWaitingPort),
    ),
  }),
  v.check(({ first, last }) => first <= last, 'A range ends where it starts or later.'),
);

function isOffset(given: unknown): given is number {
  return Number.isInteger(given);
}

function isWaitingPort(given: unknown): given is [number, number | null] {
  if (!Array.isArray(given) || given.length !== 2) {
    return false;
  }
  const [offset, remainingS] = given as readonly unknown[];
  return isOffset(offset) && (remainingS === null || Number.isFinite(remainingS));
}

const callSite = v.object({
  id: text,
  place: text,
  detail: text,
  isOwn: v.boolean(),
  connections: chip,
  requests: v.exactOptional(chip),
  reuse: v.exactOptional(chip),
  share: text,
  shareOfAll: number,
  amounts: v.object({
    connections: number,
    requests: v.exactOptional(number),
    reuse: v.exactOptional(number),
  }),
  fix: v.exactOptional(v.object({ findingId: text, fixId: text, title: text, cost: text })),
});

const snapshot = v.object({
  type: v.literal('snapshot'),
  seq: number,
  phase: v.picklist(['empty', 'measuring', 'ready']),
  machine: text,
  measuredAt: v.exactOptional(text),
  live: v.boolean(),
  verdict: v.exactOptional(verdict),
  numbers: v.array(chip),
  arithmetic: v.exactOptional(arithmetic),
  pool: v.exactOptional(pool),
  chart: v.exactOptional(chart),
  portMap: v.exactOptional(portMap),
  calls: v.array(
    v.object({
      id: text,
      label: text,
      note: text,
      numbers: v.array(chip),
      sites: v.array(callSite),
    }),
  ),
  destinations: v.array(
    v.object({
      id: text,
      label: text,
      connectionsPerSecond: chip,
      open: chip,
      waiting: chip,
      share: chip,
      shareOfCapacity: number,
      amounts: v.object({ connectionsPerSecond: number, open: number, waiting: number }),
      outlook: text,
      whose: v.exactOptional(text),
    }),
  ),
  sockets: v.array(
    v.object({
      id: text,
      summary: text,
      source: text,
      holders: v.array(text),
      rows: v.array(v.object({ port: text, state: text, free: text })),
    }),
  ),
  findings: v.array(
    v.object({
      id: text,
      place: text,
      message: text,
      mayBeTheCause: v.boolean(),
      fixes: v.array(v.object({ id: text, title: text, cost: text })),
    }),
  ),
  acts: v.array(v.object({ id: text, label: text, detail: text })),
  remedies: v.array(
    v.object({
      id: text,
      title: text,
      effect: text,
      badge: text,
      command: v.exactOptional(text),
      undo: v.exactOptional(text),
      source: text,
    }),
  ),
  runs: v.exactOptional(
    v.object({
      runs: v.array(
        v.object({
          id: text,
          label: text,
          connectionsPerSecond: text,
          reused: text,
          ports: text,
          outcome: text,
        }),
      ),
      comparison: v.exactOptional(
        v.object({
          beforeId: text,
          afterId: text,
          sentence: text,
          figures: v.array(v.object({ label: text, before: text, after: text })),
        }),
      ),
    }),
  ),
  doors: v.array(
    v.object({ id: text, label: text, state: v.picklist(['reading', 'silent', 'shut']), text }),
  ),
  unreadable: v.array(v.object({ what: text, why: text })),
}) satisfies v.GenericSchema<unknown, Snapshot>;

const toPanel = v.variant('type', [
  v.object({ type: v.literal('init'), l10n: v.record(text, text) }),
  snapshot,
]) satisfies v.GenericSchema<unknown, ToPanel>;

/** The message, or undefined where it is none of the protocol. */
export function readToPanel(given: unknown): ToPanel | undefined {
  const result = v.safeParse(toPanel, given);
  return result.success ? result.output : undefined;
}
