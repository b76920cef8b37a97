import type { OutputBlock, OutputSink, OutputSource } from '../../src/watch/outputBlock';

/** A sink that remembers what it was told, in order. */
export class RecordingSink implements OutputSink {
  readonly blocks: OutputBlock[] = [];
  readonly events: string[] = [];

  accept(block: OutputBlock): void {
    this.blocks.push(block);
    this.events.push(`text ${block.source.streamId}: ${block.text.slice(0, 60)}`);
  }

  settled({ streamId }: OutputSource): void {
    this.events.push(`settled ${streamId}`);
  }

  ended({ streamId }: OutputSource): void {
    this.events.push(`ended ${streamId}`);
  }

  get text(): string {
    return this.blocks.map((block) => block.text).join('\n');
  }
}
