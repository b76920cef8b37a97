/** The prefilter's fast search, on Node's side: the module, its memory, and how text gets into it. */
import { Buffer } from 'node:buffer';
import type { TextScan } from './recognize/textScan';
import { textScanModule } from './textScanModule';

/** What of WebAssembly is used here; the types of Node.js leave it to those of the browser. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** What textScan.as exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  charsAt(): number;
  bytesAt(): number;
  plainAt(): number;
  maxLength(): number;
  toBytes(length: number): void;
  toPlain(length: number): number;
  find(tables: number, text: number, start: number, length: number): number;
}

/** Nothing where there is no WebAssembly, or none that handles 16 bytes at a time. */
export function createTextScan(
  { WebAssembly }: { readonly WebAssembly?: WebAssemblyApi } = globalThis as object,
): TextScan | undefined {
  if (!WebAssembly) return undefined;
  let exports: Exports;
  try {
    // A module of a kilobyte compiles on the spot.
    const module = new WebAssembly.Module(Buffer.from(textScanModule, 'base64'));
    exports = new WebAssembly.Instance(module).exports as Exports;
  } catch {
    return undefined;
  }
  const { buffer } = exports.memory;
  const memory = Buffer.from(buffer);
  const charsAt = exports.charsAt();
  const bytesAt = exports.bytesAt();
  const plainAt = exports.plainAt();
  return {
    memory: new Uint8Array(buffer),
    bytesAt,
    maxLength: exports.maxLength(),
    writeNarrow: (before, text) => {
      if (before !== '') memory.write(before, bytesAt, 'latin1');
      memory.write(text, bytesAt + before.length, 'latin1');
    },
    writeWide: (before, text) => {
      if (before !== '') memory.write(before, charsAt, 'utf16le');
      memory.write(text, charsAt + 2 * before.length, 'utf16le');
      exports.toBytes(before.length + text.length);
    },
    removeEscapes: (length) => exports.toPlain(length),
    find: (tables, start, length) => exports.find(tables, bytesAt, start, length),
    isInPlain: (tables, length) => exports.find(tables, plainAt, 0, length) >= 0,
  };
}
