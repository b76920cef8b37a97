/** The TCP states as Windows numbers and as its netstat words them. */
import { stateCode } from '../socketTable';
import type { TcpState } from '../measurement';

/**
 * MIB_TCP_STATE (MS-RRASM 2.2.1.1.11), which .NET's TcpState repeats; 100 is Bound of
 * MSFT_NetTCPConnection. DELETE_TCB (12) is a connection that is being taken down.
 */
const BY_NUMBER: Readonly<Record<number, TcpState>> = {
  1: 'closed',
  2: 'listen',
  3: 'syn-sent',
  4: 'syn-received',
  5: 'established',
  6: 'fin-wait-1',
  7: 'fin-wait-2',
  8: 'close-wait',
  9: 'closing',
  10: 'last-ack',
  11: 'time-wait',
  12: 'closed',
  100: 'bound',
};

/**
 * English (also on a Japanese, Chinese or French Windows, see the fixtures) and German; the German
 * words are those of the recorded output and of Checkmk's agent tests.
 */
const BY_WORD: Readonly<Record<string, TcpState>> = {
  CLOSED: 'closed',
  LISTENING: 'listen',
  SYN_SENT: 'syn-sent',
  SYN_RECEIVED: 'syn-received',
  ESTABLISHED: 'established',
  FIN_WAIT_1: 'fin-wait-1',
  FIN_WAIT_2: 'fin-wait-2',
  CLOSE_WAIT: 'close-wait',
  CLOSING: 'closing',
  LAST_ACK: 'last-ack',
  TIME_WAIT: 'time-wait',
  BOUND: 'bound',
  ABHREN: 'listen',
  SYN_GESENDET: 'syn-sent',
  HERGESTELLT: 'established',
  FIN_WARTEN_1: 'fin-wait-1',
  FIN_WARTEN_2: 'fin-wait-2',
  SCHLIESSEN_WARTEN: 'close-wait',
  WARTEND: 'time-wait',
};

const CODE_BY_NUMBER = new Map(
  Object.entries(BY_NUMBER).map(([number, state]) => [Number(number), stateCode(state)] as const),
);
const CODE_BY_WORD = new Map(
  Object.entries(BY_WORD).map(([word, state]) => [word, stateCode(state)] as const),
);

/** The code of a numbered state, or undefined. */
export function codeOfNumber(number: number): number | undefined {
  return CODE_BY_NUMBER.get(number);
}

/**
 * The code of netstat's word, or undefined. Letters outside ASCII do not count: a pipe hands them
 * over in the console's code page, so that `ABHÖREN` arrives as `ABH™REN`.
 */
export function codeOfWord(word: string): number | undefined {
  return CODE_BY_WORD.get(word.replace(/[^A-Z_\d]/g, ''));
}
