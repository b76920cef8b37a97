import { PrototypeBetween } from './prototypeBetween';

/**
 * Seeing what a socket writes, without a frame of ours in anybody's stack: its native handle is asked
 * to write in the very last step, below which no JavaScript runs.
 */

/** What Node's stream handles have (`TCP`, `TLSWrap`), in Node 18 to 26: lib/internal/stream_base_commons.js. */
type Write = (this: object, ...args: readonly unknown[]) => unknown;

const encodings = {
  writeUtf8String: 'utf8',
  writeAsciiString: 'latin1',
  writeLatin1String: 'latin1',
  writeUcs2String: 'utf16le',
} as const;

/** Is told of each chunk that the program gave, as bytes; must not keep it. */
export type SeesChunk = (chunk: Buffer) => void;

/** Lets handles look at what is written before they pass it on. */
export class WriteTaps {
  private readonly between = new PrototypeBetween((between, prototype) => {
    this.equip(between as Record<string, Write>, prototype as Record<string, Write>);
  });

  /** @param toldBy who is to be told of what this handle writes; undefined: nobody (any more) */
  constructor(private readonly toldBy: (handle: object) => SeesChunk | undefined) {}

  open(handle: object): void {
    if ('writeBuffer' in handle) this.between.insert(handle);
  }

  close(handle: object): void {
    this.between.remove(handle);
  }

  private equip(between: Record<string, Write>, prototype: Readonly<Record<string, Write>>): void {
    const see = this.see.bind(this);
    const tap = (name: string, chunksOf: (data: unknown, isAllBuffers: unknown) => Buffer[]) => {
      between[name] = function (...args) {
        const [, data, isAllBuffers] = args;
        see(this, () => chunksOf(data, isAllBuffers));
        return prototype[name]?.apply(this, args as unknown[]);
      };
    };
    for (const [name, encoding] of Object.entries(encodings)) {
      tap(name, (data) => [Buffer.from(data as string, encoding)]);
    }
    tap('writeBuffer', (data) => [asBuffer(data as Uint8Array)]);
    tap('writev', (data, isAllBuffers) => chunksOf(data as unknown[], isAllBuffers === true));
  }

  private see(handle: object, chunks: () => Buffer[]): void {
    try {
      const sees = this.toldBy(handle);
      if (!sees) return;
      for (const chunk of chunks()) sees(chunk);
    } catch {
      // What is written is written all the same.
    }
  }
}

/** @param data buffers, or each chunk before its encoding */
function chunksOf(data: readonly unknown[], isAllBuffers: boolean): Buffer[] {
  if (isAllBuffers) return (data as readonly Uint8Array[]).map(asBuffer);
  const chunks: Buffer[] = [];
  for (let at = 0; at + 1 < data.length; at += 2) {
    const [chunk, encoding] = data.slice(at, at + 2);
    chunks.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, encoding as BufferEncoding)
        : asBuffer(chunk as Uint8Array),
    );
  }
  return chunks;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
