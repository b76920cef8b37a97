/**
 * The socket table from `netstat -anlv -p tcp` of macOS. The columns after the state differ from
 * release to release (a bare pid up to macOS 13 or so, `process:pid` with blanks in the name later),
 * so their places come from the header.
 */
import { isIPv6 } from 'node:net';
import type { Reading, TcpState } from '../measurement';
import { portNumber } from '../../recognize/portNumber';
import { unavailable, value } from '../reading';
import type { Command } from '../runCommand';
import { SocketTableBuilder, stateCode, type SocketTable } from '../socketTable';

/** `-l` asks for whole IPv6 addresses; recorded output shows that they may be cut all the same. */
export const NETSTAT_COMMAND: Command = {
  file: '/usr/sbin/netstat',
  args: ['-anlv', '-p', 'tcp'],
  timeLimitMs: 10_000,
  // 65,536 rows of up to 250 characters, and room to spare.
  maxBytes: 32_000_000,
  env: { LC_ALL: 'C' },
};

/** The words of tcpstates[] in XNU's bsd/netinet/tcp_fsm.h. */
const STATES: Readonly<Record<string, TcpState>> = {
  CLOSED: 'closed',
  LISTEN: 'listen',
  SYN_SENT: 'syn-sent',
  SYN_RCVD: 'syn-received',
  ESTABLISHED: 'established',
  CLOSE_WAIT: 'close-wait',
  FIN_WAIT_1: 'fin-wait-1',
  CLOSING: 'closing',
  LAST_ACK: 'last-ack',
  FIN_WAIT_2: 'fin-wait-2',
  TIME_WAIT: 'time-wait',
};
const STATE_CODES = new Map(
  Object.entries(STATES).map(([word, state]) => [word, stateCode(state)] as const),
);
const CLOSED = stateCode('closed');
const BOUND = stateCode('bound');

/** Proto, Recv-Q, Send-Q, local, foreign, state; the rest of the line comes last. */
const ROW = /^tcp(4|6|46)\s+\d+\s+\d+\s+(\S+)\s+(\S+)\s+([A-Z_\d]+)(.*)$/;
const HEADER = /^Proto\s.*Local Address\s+Foreign Address\s+\(state\)(.*)$/;

/** The table; rows that are not understood are counted in the provenance, never dropped in silence. */
export function socketTableFrom(output: Reading<string>): Reading<SocketTable> {
  if (output.kind === 'unavailable') return output;
  const builder = new SocketTableBuilder();
  let owner: OwnerColumn | undefined;
  let headerSeen = false;
  let notUnderstood = 0;
  for (const line of output.value.split('\n')) {
    if (line.startsWith('tcp')) {
      if (!addRow(builder, line, owner)) notUnderstood++;
      continue;
    }
    const header = HEADER.exec(line);
    if (header !== null) {
      headerSeen = true;
      owner = ownerColumn(header[1] ?? '');
    }
  }
  if (!headerSeen && builder.length === 0) {
    return unavailable('malformed', output.from.where, output.value);
  }
  const note = notUnderstood === 0 ? '' : ` (rows not understood: ${notUnderstood})`;
  return value(builder.finish(), { ...output.from, where: `${output.from.where}${note}` });
}

/** Where the owner stands: after so many plain numbers behind the state. */
type OwnerColumn = RegExp;

function ownerColumn(afterState: string): OwnerColumn | undefined {
  const names = afterState.trim().split(/\s+/);
  const index = names.findIndex((name) => name === 'pid' || name === 'process:pid');
  if (index < 0) return undefined;
  // A bare number, or a name that may hold blanks and colons; no later column holds a colon.
  return new RegExp(`^(?:\\s+\\d+){${index}}\\s+(?:.*:)?(\\d+)(?=\\s|$)`);
}

function addRow(
  builder: SocketTableBuilder,
  line: string,
  owner: OwnerColumn | undefined,
): boolean {
  const match = ROW.exec(line);
  if (match === null) return false;
  const [, version, localText = '', foreignText = '', word = '', rest = ''] = match;
  const family = version === '4' ? 4 : 6;
  const state = STATE_CODES.get(word);
  const local = endpoint(localText, family);
  const foreign = endpoint(foreignText, family);
  if (state === undefined || local === undefined || foreign === undefined) return false;
  builder.add(
    family,
    builder.intern(local.address),
    local.port,
    builder.intern(foreign.address),
    foreign.port,
    // A socket that was bound and does not listen is printed as CLOSED, and holds its port.
    state === CLOSED && local.port > 0 && foreign.port === 0 ? BOUND : state,
    Number(owner?.exec(rest)?.[1] ?? 0),
  );
  return true;
}

/** `127.0.0.1.5000`, `*.8080`, `fe80::1%lo0.5000`, `*.*`: the port follows the last dot. */
function endpoint(
  text: string,
  family: 4 | 6,
): { readonly address: string; readonly port: number } | undefined {
  const dot = text.lastIndexOf('.');
  const portText = text.slice(dot + 1);
  const port = portText === '*' ? 0 : portNumber(portText);
  if (dot < 1 || port === undefined) return undefined;
  return { address: addressFrom(text.slice(0, dot), family), port };
}

function addressFrom(text: string, family: 4 | 6): string {
  if (text === '*') return family === 4 ? '0.0.0.0' : '::';
  // A cut address must not pass for a whole one: two destinations may share its beginning.
  return family === 6 && !isIPv6(text) && text.includes(':') ? `${text}…` : text;
}
