import { execFileSync } from 'node:child_process';

/** A Node to run programs on. */
export interface Runtime {
  readonly version: string;
  readonly major: number;
  readonly executable: string;
}

const current: Runtime = {
  version: process.versions.node,
  major: Number.parseInt(process.versions.node),
  executable: process.execPath,
};

/**
 * The Node that runs this, and one of every other line that npm can bring here. One line says what
 * cannot be had.
 */
export async function everyRuntime(): Promise<readonly Runtime[]> {
  const { runtimes } = await import('../../host/editions.mjs');
  const { installNode } = await import('../../host/install.mjs');
  const found = [current];
  for (const version of runtimes) {
    const major = Number.parseInt(version);
    if (major === current.major) continue;
    try {
      const executable = await installNode(version);
      execFileSync(executable, ['--version']);
      found.push({ version, major, executable });
    } catch {
      console.log(`    skipped: Node ${version} is neither in the cache nor to be had from npm`);
    }
  }
  return found;
}

/** The oldest, the newest, and the one that runs this: what lies between seldom differs from all. */
export function outermost(runtimes: readonly Runtime[]): readonly Runtime[] {
  const majors = runtimes.map(({ major }) => major);
  const shown = [current.major, Math.min(...majors), Math.max(...majors)];
  return runtimes.filter(({ major }) => shown.includes(major));
}
