import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { Frame } from '../../../src/measure/probe/wire';
import { callingLines, launch, probedEnvironment, run } from './probedProgram';
import { type Heard, Receiver } from './receiver';

/** Runs a program under the probe to its good and silent end, and gives what its threads said. */
export async function hearProgram(
  { folder, file }: { readonly folder: string; readonly file: string },
  executable: string,
  args: readonly string[],
  options?: string,
  variables?: NodeJS.ProcessEnv,
): Promise<readonly Heard[]> {
  const receiver = await Receiver.open(folder);
  try {
    const env = { ...probedEnvironment({ file, pipe: receiver.path }, options), ...variables };
    const ended = await run(executable, args, env);
    assert.equal(ended.stderr, '');
    assert.equal(ended.code, 0);
    await receiver.silence();
  } finally {
    receiver.close();
  }
  for (const { hello } of receiver.threads) assert.equal(hello?.launch, launch);
  return receiver.threads;
}

/** Every place is one of the lines that the program marks; `all`: and each of these is one. */
export function assertPlaces(
  places: ReadonlyMap<Frame | undefined, unknown>,
  path: string,
  on: string,
  extent: 'some' | 'all' = 'some',
): void {
  const lines = callingLines(path);
  const seen = new Set<number>();
  assert.ok(places.size > 0, `no place ${on}`);
  for (const frame of places.keys()) {
    assert.ok(frame, `a place without a frame of the program's ${on}`);
    const place = frame.source ?? frame;
    const named = place.file.startsWith('file:') ? fileURLToPath(place.file) : place.file;
    assert.equal(named, path, on);
    assert.ok(lines.includes(place.line), `line ${place.line} ${on}, not ${lines.join(' or ')}`);
    seen.add(place.line);
  }
  if (extent === 'all')
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      lines,
      on,
    );
}
