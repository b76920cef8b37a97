/** Finds the user's own frame among the frames of a stack. */
import { runtimes } from './runtimes';
import type { FrameSyntax } from './signature';
import type { SourceFrame } from './socketError';

/** A frame of a stack, the user's or a library's. */
export interface ReadFrame {
  readonly frame: SourceFrame;
  readonly order: FrameSyntax['order'];
  readonly runtime: string | undefined;
  readonly isLibrary: boolean;
}

/** `file://` URLs become paths; anything else stays as it is. */
function pathOf(text: string): string {
  if (!text.startsWith('file://')) {
    return text;
  }
  const path = text.slice('file://'.length).replace(/^\/([A-Za-z]:)/, '$1');
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray `%`: the text is hostile
  }
}

const withFrames = runtimes.filter(({ frames }) => frames !== undefined);
const notationsOf = new Map(
  withFrames
    .filter(({ runtime }) => runtime !== undefined)
    .map((words) => [words.runtime, [words]] as const),
);

/** Reads a line as a frame, in the notation of this runtime, or of any if it is not known. */
export function readFrame(line: string, known?: string): ReadFrame | undefined {
  for (const { runtime, frames, libraryPath } of notationsOf.get(known) ?? withFrames) {
    for (const { pattern, order } of frames ?? []) {
      const groups = pattern.exec(line)?.groups;
      const [path, lineNumber, column] = [groups?.['path'], groups?.['line'], groups?.['column']];
      if (path !== undefined && lineNumber !== undefined) {
        return {
          frame: {
            path: pathOf(path),
            line: Number(lineNumber),
            ...(column === undefined ? {} : { column: Number(column) }),
          },
          order,
          runtime,
          isLibrary: libraryPath?.test(path) ?? false,
        };
      }
    }
  }
  return undefined;
}

/** Collects the frames of one error, in the order of the text, and keeps the one to show. */
export class UserFrame {
  private called: SourceFrame | undefined;
  private latest: SourceFrame | undefined;
  private site: SourceFrame | undefined;

  /** The user's frame that is closest to the failing call. */
  get found(): SourceFrame | undefined {
    return this.called ?? this.latest ?? this.site;
  }

  /** Nothing that follows can be closer to the failing call. */
  get isDecided(): boolean {
    return this.called !== undefined;
  }

  /** Python's stacks are read up to their end; only the first stack with a user's frame counts. */
  endOfStack(): void {
    this.called ??= this.latest;
  }

  add({ frame, order, isLibrary }: ReadFrame): void {
    if (isLibrary) {
      return;
    }
    switch (order) {
      case 'innermost-first':
        this.called ??= frame;
        break;
      case 'innermost-last':
        this.latest = frame;
        break;
      case 'site':
        this.site ??= frame;
        break;
    }
  }
}
