/** The recorded and quoted texts, with what a person says about each. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SocketError } from '../../src/recognize/socketError';
import { LineAssembler } from '../../src/watch/lineAssembler';

const folder = join(__dirname, '../fixtures/recognize');

/** What is expected of an error; `times` where the text prints it that often. */
export interface ExpectedError extends Pick<
  SocketError,
  'illness' | 'operation' | 'code' | 'endpoint' | 'runtime' | 'frame'
> {
  readonly times?: number;
}

export interface Fixture {
  /** `group/name` */
  readonly name: string;
  /** As it came, escape sequences included. */
  readonly raw: string;
  /** Whole lines, as the recogniser gets them. */
  readonly text: string;
  readonly errors: readonly ExpectedError[];
  readonly source?: string;
  readonly recorded?: string;
}

/** The lines of the chunks, as one text. */
export function assembled(chunks: readonly string[]): string {
  const assembler = new LineAssembler();
  return [...chunks.map((chunk) => assembler.push(chunk)), assembler.flush()]
    .filter((block) => block !== undefined)
    .join('\n');
}

function load(name: string): Fixture {
  const raw = readFileSync(join(folder, `${name}.txt`), 'utf8');
  const expected = JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as Pick<
    Fixture,
    'errors' | 'source' | 'recorded'
  >;
  return { name, raw, text: assembled([raw]), ...expected };
}

const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.txt'))
  .map((file) => file.replaceAll('\\', '/').slice(0, -'.txt'.length))
  .sort();

export const fixtures: readonly Fixture[] = texts.map(load);

export function fixture(name: string): Fixture {
  const found = fixtures.find((one) => one.name === name);
  if (!found) throw new Error(`There is no fixture ${name}`);
  return found;
}

/** Errors as a sidecar writes them: without line and signature, repetitions counted. */
export function summary(errors: readonly SocketError[]): ExpectedError[] {
  const counted = new Map<string, { error: ExpectedError; times: number }>();
  for (const { illness, operation, code, endpoint, runtime, frame } of errors) {
    const error = {
      illness,
      operation,
      code,
      ...(endpoint ? { endpoint } : {}),
      ...(runtime === undefined ? {} : { runtime }),
      ...(frame ? { frame } : {}),
    };
    // Key order must not matter: an endpoint may be put together in either order.
    const key = JSON.stringify([
      illness,
      operation,
      code,
      endpoint?.address,
      endpoint?.port,
      runtime,
      frame,
    ]);
    const known = counted.get(key);
    counted.set(key, { error, times: (known?.times ?? 0) + 1 });
  }
  return [...counted.values()].map(({ error, times }) => (times > 1 ? { ...error, times } : error));
}
