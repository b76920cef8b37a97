/** Names and numbers of the errors, on every system, brought to one POSIX name. */
import type { Platform, SocketErrorCode } from './socketError';

/** A code, and the system where alone its notation occurs. */
export interface KnownCode {
  readonly code: SocketErrorCode;
  readonly platform?: Platform;
}

/**
 * errno of Linux (asm-generic/errno.h) and macOS (bsd/sys/errno.h), Winsock (winerror.h), and
 * libuv's own numbers for Windows (include/uv/errno.h).
 */
const numbers: ReadonlyMap<number, KnownCode> = new Map<number, KnownCode>([
  [98, { code: 'EADDRINUSE', platform: 'linux' }],
  [99, { code: 'EADDRNOTAVAIL', platform: 'linux' }],
  [105, { code: 'ENOBUFS', platform: 'linux' }],
  [48, { code: 'EADDRINUSE', platform: 'darwin' }],
  [49, { code: 'EADDRNOTAVAIL', platform: 'darwin' }],
  [55, { code: 'ENOBUFS', platform: 'darwin' }],
  [35, { code: 'EAGAIN', platform: 'darwin' }],
  [13, { code: 'EACCES' }],
  [10013, { code: 'EACCES', platform: 'win32' }],
  [10048, { code: 'EADDRINUSE', platform: 'win32' }],
  [10049, { code: 'EADDRNOTAVAIL', platform: 'win32' }],
  [10055, { code: 'ENOBUFS', platform: 'win32' }],
  [4091, { code: 'EADDRINUSE', platform: 'win32' }],
  [4090, { code: 'EADDRNOTAVAIL', platform: 'win32' }],
  [4092, { code: 'EACCES', platform: 'win32' }],
  [4060, { code: 'ENOBUFS', platform: 'win32' }],
]);

const names: ReadonlyMap<string, KnownCode> = new Map<string, KnownCode>([
  ['EADDRINUSE', { code: 'EADDRINUSE' }],
  ['EADDRNOTAVAIL', { code: 'EADDRNOTAVAIL' }],
  ['ENOBUFS', { code: 'ENOBUFS' }],
  ['EACCES', { code: 'EACCES' }],
  ['EAGAIN', { code: 'EAGAIN' }],
  ['WSAEADDRINUSE', { code: 'EADDRINUSE', platform: 'win32' }],
  ['WSAEADDRNOTAVAIL', { code: 'EADDRNOTAVAIL', platform: 'win32' }],
  ['WSAENOBUFS', { code: 'ENOBUFS', platform: 'win32' }],
  ['WSAEACCES', { code: 'EACCES', platform: 'win32' }],
  ['AddrInUse', { code: 'EADDRINUSE' }],
  ['AddrNotAvailable', { code: 'EADDRNOTAVAIL' }],
]);

/** The code with this number, whatever its sign (libuv and Node print it negative). */
export function codeOfNumber(text: string): KnownCode | undefined {
  return numbers.get(Math.abs(Number(text)));
}

/** The code with this name: POSIX (small in Erlang), Winsock or Rust. */
export function codeOfName(name: string): KnownCode | undefined {
  return names.get(name) ?? names.get(name.toUpperCase());
}
