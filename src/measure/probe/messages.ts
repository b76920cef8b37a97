/**
 * Lines from a probe, checked. Whoever can reach the pipe may write anything: what does not fit the
 * contract in every part is no message, and texts are cut to their bounds.
 */
import { isIP } from 'node:net';
import { boundedText } from '../reading';
import { normaliseAddress } from '../socketTable';
import type { Counts, Destination, DestinationCounts, Frame, Hello, Place } from './wire';
import { wireVersion, type ProbeMessage, type Site } from './wire';

const longestText = 300;
const longestPath = 1_024;
const mostFrames = 8;
const mostNames = 4;
const mostCodes = 8;
/** More than a probe keeps apart; see `leftOut`. */
const mostDestinations = 512;
const mostSites = 1_024;
const launchPattern = /^[0-9a-f]{32}$/;

type Fields = Readonly<Record<string, unknown>>;

/** The message that a line holds; undefined where it holds none. Never throws. */
export function readMessage(line: string): ProbeMessage | undefined {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isFields(given)) return undefined;
  switch (given['type']) {
    case 'hello':
      return readHello(given);
    case 'site':
      return readSite(given);
    case 'destination':
      return readDestination(given);
    case 'counts':
      return readCounts(given);
    default:
      return undefined;
  }
}

function readHello(given: Fields): Hello | undefined {
  const { protocol, launch, runtime } = given;
  const processId = count(given['processId']);
  const parentProcessId = count(given['parentProcessId']);
  const threadId = count(given['threadId']);
  const startedAtMs = amount(given['startedAtMs']);
  if (protocol !== wireVersion || (runtime !== 'node' && runtime !== 'python')) return undefined;
  if (typeof launch !== 'string' || !launchPattern.test(launch)) return undefined;
  if (processId === undefined || parentProcessId === undefined) return undefined;
  if (threadId === undefined || startedAtMs === undefined) return undefined;
  return {
    type: 'hello',
    protocol,
    launch,
    runtime,
    version: text(given['version'], 40),
    processId,
    parentProcessId,
    threadId,
    startedAtMs,
    program: text(given['program'], longestText),
  };
}

function readSite(given: Fields): Site | undefined {
  const site = count(given['site']);
  const frames = listOf(given['frames'], mostFrames, readFrame);
  return site === undefined || frames === undefined || frames.length === 0
    ? undefined
    : { type: 'site', site, frames };
}

function readFrame(given: unknown): Frame | undefined {
  const place = readPlace(given);
  if (place === undefined || !isFields(given)) return undefined;
  const source = given['source'] === undefined ? undefined : readPlace(given['source']);
  const name = text(given['function'], 120);
  return { ...place, ...(name !== '' && { function: name }), ...(source && { source }) };
}

function readPlace(given: unknown): Place | undefined {
  if (!isFields(given) || typeof given['file'] !== 'string') return undefined;
  const { file } = given;
  const line = count(given['line']);
  const column = count(given['column']);
  if (file === '' || file.length > longestPath || line === undefined || line === 0)
    return undefined;
  return { file, line, ...(column !== undefined && column > 0 && { column }) };
}

function readDestination(given: Fields): Destination | undefined {
  const destination = count(given['destination']);
  const port = count(given['port']);
  const { address, names } = given;
  if (destination === undefined || port === undefined || port < 1 || port > 65_535) {
    return undefined;
  }
  // An IPv6 address may carry a zone, which the socket table leaves out.
  const plain = typeof address === 'string' ? address.slice(0, 64).replace(/%.*$/, '') : '';
  if (isIP(plain) === 0 || !Array.isArray(names)) return undefined;
  return {
    type: 'destination',
    destination,
    address: normaliseAddress(plain),
    port,
    names: names.slice(0, mostNames).map((name) => text(name, 253)), // the longest DNS name
  };
}

function readCounts(given: Fields): Counts | undefined {
  const atMs = amount(given['atMs']);
  const leftOut = count(given['leftOut']);
  const destinations = listOf(given['destinations'], mostDestinations, readDestinationCounts);
  if (atMs === undefined || leftOut === undefined || destinations === undefined) return undefined;
  return { type: 'counts', atMs, destinations, leftOut };
}

function readDestinationCounts(given: unknown): DestinationCounts | undefined {
  if (!isFields(given)) return undefined;
  const destination = count(given['destination']);
  const connections = count(given['connections']);
  const failures = readFailures(given['failures']);
  const sites = listOf(given['sites'], mostSites, readSiteCounts);
  if (destination === undefined || connections === undefined) return undefined;
  if (failures === undefined || sites === undefined) return undefined;
  const requests = count(given['requests']);
  const closedHere = count(given['closedHere']);
  const closedThere = count(given['closedThere']);
  const heldMs = amount(given['heldMs']);
  const tellsCloses = closedHere !== undefined && closedThere !== undefined && heldMs !== undefined;
  return {
    destination,
    connections,
    failures,
    ...(requests !== undefined && { requests }),
    ...(tellsCloses && { closedHere, closedThere, heldMs }),
    sites,
  };
}

function readSiteCounts(given: unknown): DestinationCounts['sites'][number] | undefined {
  if (!isFields(given)) return undefined;
  const site = count(given['site']);
  const connections = amount(given['connections']);
  const requests = amount(given['requests']);
  return site === undefined || connections === undefined || requests === undefined
    ? undefined
    : { site, connections, requests };
}

function readFailures(given: unknown): DestinationCounts['failures'] | undefined {
  if (!isFields(given)) return undefined;
  const failures: [string, number][] = [];
  for (const [code, value] of Object.entries(given).slice(0, mostCodes)) {
    const failed = count(value);
    if (failed === undefined || !/^[A-Z][A-Z0-9_]{1,39}$/.test(code)) return undefined;
    failures.push([code, failed]);
  }
  return Object.fromEntries(failures);
}

/** Undefined where it is no list, too long, or holds anything that `read` does not accept. */
function listOf<T>(
  given: unknown,
  most: number,
  read: (item: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(given) || given.length > most) return undefined;
  const items: T[] = [];
  for (const item of given) {
    const one = read(item);
    if (one === undefined) return undefined;
    items.push(one);
  }
  return items;
}

function isFields(given: unknown): given is Fields {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function count(given: unknown): number | undefined {
  return Number.isSafeInteger(given) && (given as number) >= 0 ? (given as number) : undefined;
}

function amount(given: unknown): number | undefined {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : undefined;
}

function text(given: unknown, limit: number): string {
  return typeof given === 'string' ? boundedText(given, limit) : '';
}
