/** One {@link ErrorStream} for each stream of output: lines of two programs are never mixed. */
import type { OutputBlock, OutputSink, OutputSource } from '../watch/outputBlock';
import { ErrorStream } from './errorStream';
import { createPrefilter, type Prefilter } from './fastPrefilter';
import type { Platform, SocketError } from './socketError';

/** Streams kept at a time; the one that was silent for longest makes room. */
const maxStreams = 200;

export class ErrorStreams implements OutputSink {
  private readonly streams = new Map<string, ErrorStream>();

  /**
   * @param platform the system where the programs run, where that is known
   * @param onError called with each error as soon as it is complete
   * @param prefilter what all output is searched by; without it, slower searches do
   */
  constructor(
    private readonly platform: Platform | undefined,
    private readonly onError: (error: SocketError, source: OutputSource) => void,
    private readonly prefilter: Prefilter = createPrefilter(undefined),
  ) {}

  accept({ source, text, location }: OutputBlock): void {
    const stream =
      this.streams.get(source.streamId) ??
      new ErrorStream({
        platform: this.platform,
        candidatesIn: (lines) => this.prefilter.candidatesIn(lines),
      });
    // Deleting first keeps the map in the order of use.
    this.streams.delete(source.streamId);
    this.streams.set(source.streamId, stream);
    this.tell(stream.accept(text, location), source);
    for (const silent of this.streams.keys()) {
      if (this.streams.size <= maxStreams) break;
      this.streams.delete(silent);
    }
  }

  settled(source: OutputSource): void {
    this.tell(this.streams.get(source.streamId)?.settle() ?? [], source);
  }

  ended(source: OutputSource): void {
    this.streams.delete(source.streamId);
  }

  mightMatter(text: string, before: string, isLineKept: boolean): boolean {
    return this.prefilter.mightHold(text, before, isLineKept);
  }

  awaitsMore(source: OutputSource): boolean {
    return this.streams.get(source.streamId)?.awaitsMore === true;
  }

  private tell(errors: readonly SocketError[], source: OutputSource): void {
    for (const error of errors) this.onError(error, source);
  }
}
