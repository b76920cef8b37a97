import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reasonAgainstLab, unshareFlags } from '../measure/support/lab';

/** What a program printed in the namespace, and the local ports it connected from, in turn. */
export interface FewPortsRun {
  readonly stdout: string;
  readonly ports: readonly number[];
}

/** Skips a suite or a test, in one line, where no network namespace can be made. */
export function needsNamespace(context: Mocha.Context): void {
  const reason = reasonAgainstLab();
  if (reason === undefined) return;
  process.stderr.write(`skipped: ${reason}\n`);
  context.skip();
}

/**
 * Runs a command with 100 ephemeral ports and no reuse of TIME_WAIT, as fewPorts.mjs says.
 *
 * @param whoCloses `client`: the server asks for each connection to be closed, and the client does it
 */
export async function withFewPorts(
  command: readonly string[],
  whoCloses: 'nobody' | 'client' = 'nobody',
): Promise<FewPortsRun> {
  const script = join(__dirname, 'fewPorts.mjs');
  const option = whoCloses === 'client' ? ['--client-closes'] : [];
  const { stdout } = await promisify(execFile)(
    'unshare',
    [...unshareFlags(), process.execPath, script, ...option, ...command],
    { timeout: 90_000, maxBuffer: 10_000_000, killSignal: 'SIGKILL' },
  );
  const said = JSON.parse(stdout) as { readonly stdout: string; readonly remotePorts: number[] };
  return { stdout: said.stdout, ports: said.remotePorts };
}
