import { ErrorStream } from './errorStream';
import type { Platform, SocketError } from './socketError';

/**
 * Finds the socket errors in a whole text (lines ended by `\n` or `\r\n`, no escape sequences).
 * Returns an empty array where the text holds none, a program that helped itself included; never
 * throws.
 *
 * @param platform the system where the program ran: some codes mean different things elsewhere
 */
export function recognize(
  text: string,
  { platform }: { readonly platform?: Platform | undefined } = {},
): SocketError[] {
  const stream = new ErrorStream({ platform });
  return [...stream.accept(text.replace(/\r\n/g, '\n')), ...stream.settle()];
}
