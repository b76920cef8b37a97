/**
 * What tasklist.exe says of one process: its name (the second choice, where PowerShell does not answer)
 * and its logon session.
 */
import { boundedText } from '../reading';
import type { Command } from '../runCommand';

const MAX_NAME = 64;

export function tasklistCommand(systemDirectory: string, processId: number): Command {
  return {
    file: `${systemDirectory}\\tasklist.exe`,
    args: ['/FI', `PID eq ${processId}`, '/FO', 'CSV', '/NH'],
    timeLimitMs: 15_000,
    maxBytes: 64_000,
    encoding: 'latin1',
  };
}

/**
 * The name in a line of quoted fields, `"node.exe","4242",…`; undefined where none has this id. What
 * tasklist says when nothing matches is a sentence in the system's language, without quotes.
 */
export function processNameFrom(output: string, processId: number): string | undefined {
  for (const line of output.split('\n')) {
    const match = /^\s*"([^"]+)","(\d+)",/.exec(line);
    if (match?.[1] !== undefined && Number(match[2]) === processId) {
      return boundedText(match[1], MAX_NAME);
    }
  }
  return undefined;
}

/**
 * The number of the logon session in `"node.exe","4242","Console","1","40.000 K"`; the name before it
 * follows the system's language. Services run in session 0.
 */
export function logonSessionFrom(output: string, processId: number): number | undefined {
  for (const line of output.split('\n')) {
    const match = /^\s*"[^"]+","(\d+)","[^"]*","(\d+)"/.exec(line);
    if (match !== null && Number(match[1]) === processId) return Number(match[2]);
  }
  return undefined;
}
