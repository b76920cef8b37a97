/**
 * The socket table from `netstat -ano`, the second choice. Its words are those of the system's
 * language; columns, ports and process ids are the same everywhere.
 */
import type { Reading } from '../measurement';
import { portNumber } from '../../recognize/portNumber';
import { unavailable, value } from '../reading';
import type { Command } from '../runCommand';
import { SocketTableBuilder, stateCode, type SocketTable } from '../socketTable';
import { codeOfWord } from './tcpStates';

/** Needs no rights. Sockets that are only bound are not listed (`-q` would, from Windows 10 on). */
export function netstatCommand(systemDirectory: string): Command {
  return {
    file: `${systemDirectory}\\netstat.exe`,
    args: ['-ano'],
    timeLimitMs: 15_000,
    maxBytes: 32_000_000,
    encoding: 'latin1',
  };
}

const LISTEN = stateCode('listen');
const TIME_WAIT = stateCode('time-wait');
const ESTABLISHED = stateCode('established');

/** Protocol, local, remote, state word (may hold blanks), process id (absent without `-o`). */
const ROW = /^\s*TCP\s+(\S+)\s+(\S+)\s+(\S.*?)(?:\s+(\d+))?\s*$/;
const ENDPOINT = /^(?:\[([\da-fA-F:.]+(?:%\w+)?)\]|(\d+\.\d+\.\d+\.\d+)):(\d+)$/;

/**
 * The table. A state word of a language that we have no list for is told from the numbers: remote
 * port 0 listens, a connection without owner waits (TIME_WAIT rows have process id 0, facts.md A1),
 * and any other is taken as open. The provenance counts such rows, and those not understood at all.
 */
export function socketTableFrom(output: Reading<string>): Reading<SocketTable> {
  if (output.kind === 'unavailable') return output;
  const builder = new SocketTableBuilder();
  let inferred = 0;
  let notUnderstood = 0;
  for (const line of output.value.split('\n')) {
    if (!/^\s*TCP\s/.test(line)) continue;
    const row = rowFrom(line);
    if (row === undefined) {
      notUnderstood++;
      continue;
    }
    const { local, remote, word, owner } = row;
    const known = codeOfWord(word);
    if (known === undefined) inferred++;
    builder.add(
      local.family,
      builder.intern(local.address),
      local.port,
      builder.intern(remote.address),
      remote.port,
      known ?? inferredState(remote.port, owner),
      owner ?? 0,
    );
  }
  if (builder.length === 0) return unavailable('malformed', output.from.where, output.value);
  const notes = [
    ...(inferred === 0 ? [] : [`states told from ports and owners: ${inferred}`]),
    ...(notUnderstood === 0 ? [] : [`rows not understood: ${notUnderstood}`]),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return value(builder.finish(), { ...output.from, where: `${output.from.where}${note}` });
}

function inferredState(remotePort: number, owner: number | undefined): number {
  if (remotePort === 0) return LISTEN;
  return owner === 0 ? TIME_WAIT : ESTABLISHED;
}

interface Endpoint {
  readonly family: 4 | 6;
  readonly address: string;
  readonly port: number;
}

function rowFrom(line: string):
  | {
      readonly local: Endpoint;
      readonly remote: Endpoint;
      readonly word: string;
      readonly owner: number | undefined;
    }
  | undefined {
  const match = ROW.exec(line);
  const local = endpoint(match?.[1]);
  const remote = endpoint(match?.[2]);
  if (local === undefined || remote === undefined) return undefined;
  const owner = match?.[4] === undefined ? undefined : Number(match[4]);
  return { local, remote, word: match?.[3] ?? '', owner };
}

/** `127.0.0.1:5000`, `[::1]:5000`, `[fe80::1%12]:5000`. */
function endpoint(text: string | undefined): Endpoint | undefined {
  const match = ENDPOINT.exec(text ?? '');
  const port = portNumber(match?.[3]);
  if (match === null || port === undefined) return undefined;
  return match[1] === undefined
    ? { family: 4, address: match[2] ?? '', port }
    : { family: 6, address: match[1], port };
}
