/**
 * Reads what one command in a terminal prints, and stops in time. Pure: sees of vscode only shapes.
 *
 * VS Code keeps all that a command prints until it ends, once for every extension that reads it
 * (extHostTerminalShellIntegration.ts: an AsyncIterableObject that never lets go). Nothing here can
 * change that; a command that only shows files is therefore not read at all, and the setting
 * `socketDoctor.terminals` switches the reading off.
 */
import type { Door, DoorState, ShutReason } from './listening';
import type { OutputPump, SessionOutput, Speaker } from './outputPump';
import { isQuotingCommand } from './quotingCommand';
import { TerminalText } from './terminalText';

/** Characters read of one command: a server's log of a working day; the rest says nothing new. */
export const maxCommandLength = 256 * 1_048_576;

/** Of a command in a terminal, what is looked at. */
export interface CommandLike {
  readonly commandLine: { readonly value: string };
  /** The data from now on; must be called in the very event that tells of the command. */
  read(): AsyncIterable<string>;
}

export interface CommandReaderOptions {
  readonly command: CommandLike;
  readonly speaker: Speaker;
  readonly pump: Pick<OutputPump, 'session'>;
  readonly warn: (message: string, error?: unknown) => void;
  readonly maxLength?: number;
}

/** One command's reader; begins at once, ends with the stream, the command or {@link end}. */
export class CommandReader {
  private readonly output: SessionOutput | undefined;
  private readonly text = new TerminalText();
  private readonly maxLength: number;
  private length = 0;
  private isOver = false;
  private shut: ShutReason | undefined;

  constructor(private readonly options: CommandReaderOptions) {
    this.maxLength = options.maxLength ?? maxCommandLength;
    if (isQuotingCommand(options.command.commandLine.value)) {
      this.shut = 'quoting-command';
      return;
    }
    this.output = options.pump.session(options.speaker);
    this.follow(options.command.read()).catch((error: unknown) => {
      this.options.warn('Reading a terminal failed', error);
      this.end();
    });
  }

  get door(): Door {
    const { kind, label } = this.options.speaker;
    const state: DoorState = this.shut ? 'shut' : this.length > 0 ? 'reading' : 'silent';
    return { kind, label, state, ...(this.shut ? { reason: this.shut } : {}) };
  }

  /** The command is over, or nobody wants to read on. What comes late is still read. */
  end(): void {
    if (!this.isOver) {
      this.isOver = true;
      this.output?.end();
    }
  }

  /** Streams may never end (microsoft/vscode#250764): nothing waits for this. */
  private async follow(stream: AsyncIterable<string>): Promise<void> {
    for await (const data of stream) {
      this.length += data.length;
      if (this.length > this.maxLength) {
        this.shut = 'limit-reached';
        break;
      }
      this.output?.push('terminal', this.text.push(data));
    }
    this.end();
  }
}
