/** Reads kernel settings of our own network namespace, or of another one where we may enter it. */
import { readFileSync, readlinkSync } from 'node:fs';
import type { Reading } from '../measurement';
import { boundedText, unavailable, unavailableFrom, value } from '../reading';
import type { Command, RunCommand } from '../runCommand';
import type { NamespaceView } from './networkNamespace';
import { SYSCTL_DIRECTORY, SYSCTL_NAMES, type SysctlName, type SysctlTexts } from './sysctls';

/** `ip_local_reserved_ports` is the longest: 65,536 ports as single numbers stay below this. */
const MAX_TEXT = 400_000;
/** The settings of another namespace cost a process; they are kept this long. */
const KEEP_MS = 10_000;

/** Remembers the settings of other namespaces for a few seconds. */
export class SysctlReader {
  private readonly kept = new Map<
    string,
    { readonly steadyMs: number; readonly texts: SysctlTexts }
  >();

  constructor(private readonly run: RunCommand) {}

  /**
   * The settings of a namespace. `/proc/sys/net` shows the *reader's* namespace whichever way it is
   * reached (seen also by way of the `root` link of `/proc/<pid>`), so those of another one are read by
   * nsenter(1), which may enter what this user created (`unshare -r`, rootless containers) or
   * anything as root; otherwise each setting is unavailable: `other-namespace`.
   */
  async read(view: NamespaceView, signal?: AbortSignal): Promise<SysctlTexts> {
    if (view.own) return byName(SYSCTL_NAMES.map(readOwn));
    const key = view.id ?? view.directory;
    const kept = this.kept.get(key);
    if (kept !== undefined && performance.now() - kept.steadyMs < KEEP_MS) return kept.texts;
    const texts = await this.readElsewhere(view, signal);
    this.kept.clear();
    if (signal?.aborted !== true) this.kept.set(key, { steadyMs: performance.now(), texts });
    return texts;
  }

  private async readElsewhere(view: NamespaceView, signal?: AbortSignal): Promise<SysctlTexts> {
    if (view.processId === undefined) {
      const missing = unavailable('other-namespace', view.directory, 'no process to enter it by');
      return byName(SYSCTL_NAMES.map(() => missing));
    }
    const command = enterAndPrint(view.processId);
    const output = await this.run(command, signal);
    const where = [command.file, ...command.args].join(' ');
    if (output.kind === 'unavailable' && output.reason === 'cancelled') {
      return byName(SYSCTL_NAMES.map(() => output));
    }
    if (output.kind === 'unavailable' || output.value === '') {
      const detail = output.kind === 'unavailable' ? output.detail : 'not permitted to enter it';
      const missing = unavailable('other-namespace', where, detail);
      return byName(SYSCTL_NAMES.map(() => missing));
    }
    return byName(
      SYSCTL_NAMES.map((name) => {
        const path = `${SYSCTL_DIRECTORY}/${name}`;
        const line = output.value.split('\n').find((text) => text.startsWith(`${path}:`));
        return line === undefined
          ? unavailable('not-found', path, 'absent in that namespace')
          : value(line.slice(path.length + 1).trim(), output.from);
      }),
    );
  }
}

/** `grep -s -H ''` prints each readable file's line after its path, and leaves out missing ones. */
function enterAndPrint(processId: number): Command {
  return {
    file: '/usr/bin/nsenter',
    args: [
      '--target',
      String(processId),
      '--net',
      ...(sharesUserNamespace(processId) ? [] : ['--user', '--preserve-credentials']),
      '/bin/grep',
      '-s',
      '-H',
      '',
      ...SYSCTL_NAMES.map((name) => `${SYSCTL_DIRECTORY}/${name}`),
    ],
    timeLimitMs: 2000,
    maxBytes: MAX_TEXT,
    // grep: 2 where a file was missing. nsenter: 1 where it may not enter; it prints nothing then.
    acceptedExitCodes: [1, 2],
  };
}

/** setns(2) refuses to enter the user namespace that one is in. */
function sharesUserNamespace(processId: number): boolean {
  try {
    return readlinkSync(`/proc/${processId}/ns/user`) === readlinkSync('/proc/self/ns/user');
  } catch {
    return true;
  }
}

/** Synchronous: the kernel answers in some 10 µs, which a trip to the thread pool would multiply. */
function readOwn(name: SysctlName): Reading<string> {
  const path = `${SYSCTL_DIRECTORY}/${name}`;
  try {
    const text = readFileSync(path, 'latin1');
    return value(boundedText(text, MAX_TEXT), { how: 'file', where: path, atMs: Date.now() });
  } catch (error) {
    return unavailableFrom(error, path);
  }
}

function byName(readings: readonly Reading<string>[]): SysctlTexts {
  const missing = unavailable('failed', SYSCTL_DIRECTORY);
  return Object.fromEntries(
    SYSCTL_NAMES.map((name, index) => [name, readings[index] ?? missing]),
  ) as SysctlTexts;
}
