/**
 * How late a TIME_WAIT row may go. Its timer stands in the kernel's timer wheel, which rounds up: the
 * further away, the coarser (kernel/time/timer.c, since 4.8). Seen on Linux 6.18 with HZ = 250: ports
 * came back in heaps, up to 2 s after their 60 s (docs/MODEL.md).
 */
import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Reading } from '../measurement';
import { value } from '../reading';

const gunzipAsync = promisify(gunzip);

/** `LVL_SIZE`, `LVL_CLK_SHIFT`: 64 buckets a level, each level 8 times as coarse. */
const BUCKETS = 64;
const COARSER = 8;
const LEVELS = 9;
/** A configuration is 150 to 300 kB. */
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;

/** The granularity of a timer that is so far away, in ms, at so many ticks a second. */
export function timerGranularityMs(timeoutMs: number, ticksPerSecond: number): number {
  const ticks = (timeoutMs * ticksPerSecond) / 1000;
  let granularity = 1;
  // LVL_START(n): level n serves what is further away than 63 buckets of the level before.
  for (let level = 1; level < LEVELS && ticks >= (BUCKETS - 1) * granularity; level++) {
    granularity *= COARSER;
  }
  return (granularity * 1000) / ticksPerSecond;
}

/** `CONFIG_HZ=250` of a kernel's configuration. */
export function ticksPerSecondIn(config: string): number | undefined {
  const text = /^CONFIG_HZ=(\d{2,4})$/m.exec(config)?.[1];
  return text === undefined ? undefined : Number(text);
}

/**
 * The lag of this kernel, in ms: from its configuration where that may be read (/proc/config.gz,
 * /boot/config-*), else that of 100 ticks a second, the coarsest that is in use.
 */
export async function readTimerLag(timeoutMs: number): Promise<Reading<number>> {
  const atMs = Date.now();
  for (const where of ['/proc/config.gz', `/boot/config-${release()}`]) {
    try {
      const bytes = await readFile(where);
      const text = where.endsWith('.gz')
        ? await gunzipAsync(bytes, { maxOutputLength: MAX_CONFIG_BYTES })
        : bytes;
      const ticksPerSecond = ticksPerSecondIn(text.toString('latin1'));
      if (ticksPerSecond !== undefined) {
        const lagMs = timerGranularityMs(timeoutMs, ticksPerSecond);
        return value(lagMs, { how: 'file', where: `${where} (CONFIG_HZ)`, atMs });
      }
    } catch {
      // Not every system has it, or lets everybody read it.
    }
  }
  const coarsest = timerGranularityMs(timeoutMs, 100);
  return value(coarsest, { how: 'assumed', where: 'CONFIG_HZ not readable, 100 assumed', atMs });
}
