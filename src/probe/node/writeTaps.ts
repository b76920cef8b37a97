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

/**
 * Lets handles of one kind inherit from a prototype that looks at what is written before it passes it
 * on. That adds no key to them, and is ten times as fast as giving each six methods of its own.
 */
export class WriteTaps {
  private readonly tapping = new Map<object, object>();

  /** @param toldBy who is to be told of what this handle writes; undefined: nobody (any more) */
  constructor(private readonly toldBy: (handle: object) => SeesChunk | undefined) {}

  open(handle: object): void {
    const prototype = Object.getPrototypeOf(handle) as object | null;
    if (!prototype || !('writeBuffer' in prototype) || this.isTapping(prototype)) return;
    let own = this.tapping.get(prototype);
    if (!own) this.tapping.set(prototype, (own = this.tappingFor(prototype)));
    Object.setPrototypeOf(handle, own);
  }

  close(handle: object): void {
    const prototype = Object.getPrototypeOf(handle) as object;
    if (this.isTapping(prototype)) {
      Object.setPrototypeOf(handle, Object.getPrototypeOf(prototype) as object);
    }
  }

  private isTapping(prototype: object): boolean {
    return this.tapping.get(Object.getPrototypeOf(prototype) as object) === prototype;
  }

  private tappingFor(prototype: object): object {
    const methods = prototype as Readonly<Record<string, Write>>;
    const own: PropertyDescriptorMap = {};
    const tap = (name: string, chunksOf: (data: unknown, isAllBuffers: unknown) => Buffer[]) => {
      const see = this.see.bind(this);
      const value: Write = function (...args) {
        const [, data, isAllBuffers] = args;
        see(this, () => chunksOf(data, isAllBuffers));
        return methods[name]?.apply(this, args as unknown[]);
      };
      own[name] = { value, writable: true, enumerable: false, configurable: true };
    };
    for (const [name, encoding] of Object.entries(encodings)) {
      tap(name, (data) => [Buffer.from(data as string, encoding)]);
    }
    tap('writeBuffer', (data) => [asBuffer(data as Uint8Array)]);
    tap('writev', (data, isAllBuffers) => chunksOf(data as unknown[], isAllBuffers === true));
    return Object.create(prototype, own) as object;
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
