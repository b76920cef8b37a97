import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { slowdown } from './countInstructions.mjs';

/**
 * Copies a probe's sources, with what it does by the clock made `slowdown` times rarer.
 * @param constants by file: a constant as it is written there (`interval_s = 0.25`), and whether it is a
 *   time between two or a number in a second
 */
export function slowedCopy(
  from: string,
  to: string,
  constants: Readonly<Record<string, readonly [text: string, is: 'interval' | 'rate']>>,
): void {
  cpSync(from, to, { recursive: true });
  for (const [file, [text, is]] of Object.entries(constants)) {
    const source = readFileSync(join(to, file), 'utf8');
    if (!source.includes(text)) throw new Error(`${file} has no ${text}`);
    const slowed = `${text} ${is === 'interval' ? '*' : '/'} ${slowdown}`;
    writeFileSync(join(to, file), source.replace(text, slowed));
  }
}
