/** What PowerShell's answers hold, checked: a table, settings, the holders of a port. */
import { isIP } from 'node:net';
import * as v from 'valibot';
import type { PortSpan, Reading } from '../measurement';
import type { Listener } from '../listenersOn';
import { portNumber } from '../../recognize/portNumber';
import type { ProcessRow } from '../processTable';
import { boundedText, mapReading, unavailable, value } from '../reading';
import { SocketTableBuilder, type SocketTable } from '../socketTable';
import { dynamicRange } from './netsh';
import { codeOfNumber } from './tcpStates';

const MAX_NAME = 64;
const MAX_COMMAND_LINE = 4096;

const wholeNumber = v.pipe(v.number(), v.safeInteger());
const TABLE = v.object({
  rows: v.string(),
  boundAgeMs: v.optional(v.nullable(wholeNumber)),
  boundError: v.optional(v.nullable(v.string())),
});
const SETTINGS = v.object({
  firstPort: v.nullable(wholeNumber),
  portCount: v.nullable(wholeNumber),
  timedWaitDelayS: v.optional(v.nullable(wholeNumber)),
  autoFirstPort: v.optional(v.nullable(wholeNumber)),
  autoPortCount: v.optional(v.nullable(wholeNumber)),
});
const COUNTERS = v.object({ activeOpens: wholeNumber });
const HOLDERS = v.object({
  listeners: v.array(v.object({ address: v.string(), port: wholeNumber, owner: wholeNumber })),
  processes: v.array(
    v.object({
      id: wholeNumber,
      parent: wholeNumber,
      name: v.nullable(v.string()),
      startedAtMs: v.optional(v.nullable(wholeNumber)),
      commandLine: v.optional(v.nullable(v.string())),
    }),
  ),
});

/** Range and registry value; each absent where Windows gave none. */
export interface WindowsSettings {
  readonly ephemeralRange: PortSpan | undefined;
  readonly timedWaitDelayS: number | undefined;
  /** Undefined where the system knows no such range (before Windows 10), null where it is empty. */
  readonly autoReusePorts: PortSpan | null | undefined;
}

/** Who listens on one port (or on all), and every process by its id. */
export interface WindowsHolders {
  readonly listeners: readonly Listener[];
  readonly processes: ReadonlyMap<number, ProcessRow>;
}

/** Rows of `local port remote port state`, joined by semicolons; owners are not told here. */
export function tableFromAnswer(answer: Reading<unknown>): Reading<SocketTable> {
  const checked = checkedBy(TABLE, answer);
  if (checked.kind === 'unavailable') return checked;
  const builder = new SocketTableBuilder();
  let notUnderstood = 0;
  for (const row of checked.value.rows.split(';')) {
    if (row !== '' && !addRow(builder, row)) notUnderstood++;
  }
  const { boundAgeMs, boundError } = checked.value;
  const notes = [
    ...(typeof boundError === 'string' ? ['without bound sockets'] : []),
    ...((boundAgeMs ?? 0) >= 1_000 ? [`bound sockets of ${boundAgeMs ?? 0} ms before`] : []),
    ...(notUnderstood === 0 ? [] : [`rows not understood: ${notUnderstood}`]),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  const { from } = checked;
  return value(builder.finish(), { ...from, where: `${from.where}${note}` });
}

export function settingsFromAnswer(answer: Reading<unknown>): Reading<WindowsSettings> {
  const checked = checkedBy(SETTINGS, answer);
  if (checked.kind === 'unavailable') return checked;
  const { firstPort, portCount, timedWaitDelayS, autoFirstPort, autoPortCount } = checked.value;
  return value(
    {
      ephemeralRange: dynamicRange(firstPort ?? 0, portCount ?? 0),
      timedWaitDelayS: timedWaitDelayS ?? undefined,
      autoReusePorts:
        typeof autoFirstPort === 'number' && typeof autoPortCount === 'number'
          ? (dynamicRange(autoFirstPort, autoPortCount) ?? null)
          : undefined,
    },
    checked.from,
  );
}

/** Connections begun since the system's start, both families. */
export function activeOpensFromAnswer(answer: Reading<unknown>): Reading<number> {
  return mapReading(checkedBy(COUNTERS, answer), ({ activeOpens }) => activeOpens);
}

export function holdersFromAnswer(answer: Reading<unknown>): Reading<WindowsHolders> {
  const checked = checkedBy(HOLDERS, answer);
  if (checked.kind === 'unavailable') return checked;
  const processes = new Map<number, ProcessRow>();
  for (const { id, parent, name, startedAtMs, commandLine } of checked.value.processes) {
    processes.set(id, {
      parentId: parent,
      process: {
        processId: id,
        name: boundedText(name ?? '', MAX_NAME),
        ...(typeof startedAtMs === 'number' ? { startedAtMs } : {}),
        ...(typeof commandLine === 'string'
          ? { commandLine: boundedText(commandLine, MAX_COMMAND_LINE) }
          : {}),
      },
    });
  }
  return value({ listeners: checked.value.listeners, processes }, checked.from);
}

function checkedBy<T>(schema: v.GenericSchema<unknown, T>, answer: Reading<unknown>): Reading<T> {
  if (answer.kind === 'unavailable') return answer;
  const parsed = v.safeParse(schema, answer.value);
  return parsed.success
    ? value(parsed.output, answer.from)
    : unavailable('malformed', answer.from.where, parsed.issues[0].message);
}

function addRow(builder: SocketTableBuilder, row: string): boolean {
  const [localText = '', localPortText, remoteText = '', remotePortText, stateText, extra] =
    row.split(' ');
  const family = isIP(localText);
  const localPort = portNumber(localPortText);
  const remotePort = portNumber(remotePortText);
  const state = codeOfNumber(Number(stateText));
  if (family === 0 || localPort === undefined || remotePort === undefined) return false;
  if (state === undefined || extra !== undefined) return false;
  // Listening and bound rows have no other end; the script writes 0 for it.
  const remote = remoteText === '0' ? wildcard(family) : remoteText;
  if (isIP(remote) === 0) return false;
  builder.add(
    family,
    builder.intern(localText),
    localPort,
    builder.intern(remote),
    remotePort,
    state,
    0,
  );
  return true;
}

function wildcard(family: number): string {
  return family === 4 ? '0.0.0.0' : '::';
}
