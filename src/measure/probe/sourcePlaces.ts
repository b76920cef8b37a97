/**
 * Where a frame stands in the source that a person wrote: through the source map beside compiled
 * code. Files and maps are whatever the workspace holds, so both are bounded, and a map that cannot
 * be read leaves the frame where the runtime saw it.
 */
import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Frame, Place } from './wire';

/** A bundle with its map inside; larger ones are left as they are. */
const mostBytes = 64 * 1024 * 1024;
const mostMaps = 64;

interface KnownMap {
  readonly modifiedAtMs: number;
  readonly map: TraceMap | undefined;
}

/** Finds places, and keeps the maps of files that have not changed since. */
export class SourcePlaces {
  private readonly maps = new Map<string, Promise<KnownMap | undefined>>();

  /**
   * The place of a frame with an absolute path in the system's spelling. Undefined for code that is
   * in no file (`evalmachine.<anonymous>`, `<string>`). Never rejects.
   */
  async placeOf(frame: Frame): Promise<Place | undefined> {
    if (frame.source !== undefined) return withPath(frame.source);
    const place = withPath(frame);
    const map = place && (await this.mapOf(place.file));
    if (place === undefined || map === undefined) return place;
    // The map counts columns from 0; without a column, the first place in the line has to do.
    const at = { line: place.line, column: (place.column ?? 1) - 1 };
    const { source, line, column } = originalPositionFor(map, at);
    if (source === null) return place;
    const file = source.startsWith('webpack:') ? await besideBundle(source, place.file) : source;
    return (file === undefined ? undefined : withPath({ file, line, column: column + 1 })) ?? place;
  }

  /** The map of a compiled file, read anew where the file has changed. */
  private async mapOf(path: string): Promise<TraceMap | undefined> {
    if (!/\.[cm]?jsx?$/.test(path)) return undefined;
    const file = await stat(path).catch(() => undefined);
    if (file?.isFile() !== true || file.size > mostBytes) return undefined;
    const known = await this.maps.get(path);
    if (known?.modifiedAtMs === file.mtimeMs) return known.map;
    const reading = readMap(path).then(
      (map) => ({ modifiedAtMs: file.mtimeMs, map }),
      () => ({ modifiedAtMs: file.mtimeMs, map: undefined }),
    );
    this.maps.delete(path);
    this.maps.set(path, reading);
    for (const oldest of this.maps.keys()) {
      if (this.maps.size <= mostMaps) break;
      this.maps.delete(oldest);
    }
    return (await reading).map;
  }
}

/** The map that the file's last `sourceMappingURL` comment names (ECMA-426), inside it or beside it. */
async function readMap(path: string): Promise<TraceMap | undefined> {
  const code = await readFile(path, 'utf8');
  const comment = code.lastIndexOf('# sourceMappingURL=');
  if (comment < 0) return undefined;
  const url = /^\S+/.exec(code.slice(comment + '# sourceMappingURL='.length))?.[0] ?? '';
  const inline = /^data:application\/json;(?:charset=[^;,]+;)?base64,/.exec(url);
  if (inline !== null) {
    const text = Buffer.from(url.slice(inline[0].length), 'base64').toString('utf8');
    return new TraceMap(text, pathToFileURL(path).href);
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(url) && !url.startsWith('file:')) return undefined; // on a network
  const beside = new URL(url, pathToFileURL(path));
  const mapPath = fileURLToPath(beside);
  if ((await stat(mapPath)).size > mostBytes) return undefined;
  return new TraceMap(await readFile(mapPath, 'utf8'), beside.href);
}

/**
 * webpack names sources from the project's root (`webpack://shop/./src/client.ts`), which is one of
 * the folders above the bundle: the nearest one that holds the file.
 */
async function besideBundle(source: string, bundle: string): Promise<string | undefined> {
  const inProject = /^webpack:\/\/[^/]*\/(?:\.\/)?([^?]+)/.exec(source)?.[1];
  if (inProject === undefined) return undefined;
  for (let folder = dirname(bundle); folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, inProject);
    // `..` in a name must not lead out of the project.
    if (!path.startsWith(folder + sep)) return undefined;
    if ((await stat(path).catch(() => undefined))?.isFile() === true) return path;
  }
  return undefined;
}

function withPath({ file, line, column }: Place): Place | undefined {
  const path = pathOf(file);
  return path === undefined
    ? undefined
    : { file: path, line, ...(column !== undefined && { column }) };
}

/** The local path of what a runtime or a map calls a file; never one on another machine. */
function pathOf(file: string): string | undefined {
  if (/^file:/i.test(file)) {
    try {
      const path = fileURLToPath(file);
      return isLocal(path) ? path : undefined;
    } catch {
      return undefined; // another host, or no path of this system
    }
  }
  return isAbsolute(file) && isLocal(file) ? resolve(file) : undefined;
}

/** `\\host\share` would send the person's credentials to that host. */
function isLocal(path: string): boolean {
  return !/^[\\/]{2}/.test(path) && dirname(path) !== path;
}
