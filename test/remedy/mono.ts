import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isInstalled } from './toolchains';

const run = promisify(execFile);

/** Whether Mono's WCF is installed, which is a package of its own. */
export const hasServiceModel = isAssemblyInstalled('System.ServiceModel');

/** What every program here is compiled with; Debian has each in a package of its own. */
const assemblies = ['System.Web.Services', 'System.Net.Http', 'System.Data'];

function isAssemblyInstalled(name: string): boolean {
  return existsSync(`/usr/lib/mono/4.5/${name}.dll`);
}

/** A folder in which C# is compiled and run by Mono. */
export interface MonoWorkshop {
  /** Compiles a text with other files; rejects with the compiler's words. Gives the program's path. */
  readonly compile: (
    source: string,
    others: readonly string[],
    target: 'exe' | 'library',
  ) => Promise<string>;
  /** The lines that a program writes; `onHang` is told before it is tried again. */
  readonly execute: (
    program: string,
    args: readonly string[],
    onHang: () => void,
  ) => Promise<string[]>;
  readonly close: () => void;
}

/** What runs a program on Mono: pinned to one CPU, because its network programs are flaky on more. */
export function monoCommand(): readonly string[] {
  return isInstalled('taskset') ? ['taskset', '-c', '0', 'mono'] : ['mono'];
}

export function openMonoWorkshop(): MonoWorkshop {
  const dir = mkdtempSync(join(tmpdir(), 'remedy-'));
  const compile: MonoWorkshop['compile'] = async (source, others, target) => {
    const [file, out] = [join(dir, 'source.cs'), join(dir, 'out.exe')];
    writeFileSync(file, source);
    const references = [...assemblies, ...(hasServiceModel ? ['System.ServiceModel'] : [])].map(
      (name) => `-r:${name}.dll`,
    );
    const options = ['-nologo', '-langversion:latest', `-target:${target}`, `-out:${out}`];
    await run('mcs', [...options, ...references, file, ...others]);
    return out;
  };
  // Now and then one hangs all the same (seen: in 2 of 4 runs of this suite beside other work), and is
  // tried again; what it says is never excused.
  const execute: MonoWorkshop['execute'] = async (program, args, onHang) => {
    const [first = 'mono', ...rest] = [...monoCommand(), program, ...args];
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { stdout } = await run(first, rest, { timeout: 15_000, killSignal: 'SIGKILL' });
        return stdout.trim().split('\n');
      } catch (error) {
        const hung = (error as { readonly killed?: boolean }).killed === true;
        if (!hung || attempt === 3) throw error;
        console.log('    Mono hung; once more');
        onHang();
      }
    }
  };
  const close = (): void => {
    rmSync(dir, { recursive: true });
  };
  return { compile, execute, close };
}

/** Why no C# can be compiled and run here, or undefined where it can. */
export function whyNoMono(): string | undefined {
  if (!isInstalled('mcs') || !isInstalled('mono')) return 'Mono (mcs and mono) is not installed';
  const missing = assemblies.filter((name) => !isAssemblyInstalled(name));
  return missing.length > 0 ? `Mono's ${missing.join(', ')} is not installed` : undefined;
}
