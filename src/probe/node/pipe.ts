import { closeSync, openSync, writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

/** What a named pipe takes without anybody reading. */
const lastMessageBytes = 32_768;

/**
 * The way to the editor. Everything goes by one synchronous write that never waits: what the pipe
 * does not take now stays for the next time. After the first error there is silence for good.
 */
export interface Pipe {
  /** Can it take a new message? No while an earlier one is still on its way. */
  readonly isFree: boolean;
  /** @param text whole lines */
  send(text: string): void;
  /**
   * Sends at once, as the program is about to exit.
   * @param hello stands first, where that takes another connection
   */
  sendLast(text: string, hello: () => string): void;
}

interface HandleInside {
  readonly fd?: number;
}

/**
 * Connects now; on Unix that is done when this returns, so that even a program that is about to
 * exit can still be heard.
 *
 * @param onEnd nobody listens (any more)
 */
export function openPipe(path: string, onEnd: () => void): Pipe {
  const socket = connect(path);
  socket.pause(); // nothing that the other side says is read
  socket.unref();
  socket.on('error', onEnd);
  return process.platform === 'win32'
    ? new StreamPipe(path, socket, onEnd)
    : new FilePipe(socket, onEnd);
}

/** Writes to the socket's file descriptor, which does not block. */
class FilePipe implements Pipe {
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    private readonly socket: Socket,
    private readonly onEnd: () => void,
  ) {}

  get isFree(): boolean {
    if (this.rest.length > 0) this.write();
    return this.rest.length === 0;
  }

  send(text: string): void {
    this.rest = Buffer.concat([this.rest, Buffer.from(text)]);
    this.write();
  }

  sendLast(text: string): void {
    this.send(text);
  }

  private write(): void {
    const handle = (this.socket as { _handle?: HandleInside | null })._handle;
    if (typeof handle?.fd !== 'number' || handle.fd < 0) {
      this.end();
      return;
    }
    try {
      this.rest = this.rest.subarray(writeSync(handle.fd, this.rest));
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') this.end();
    }
  }

  private end(): void {
    this.rest = Buffer.alloc(0);
    this.socket.destroy();
    this.onEnd();
  }
}

/** Windows gives no file descriptor of a pipe; what is written there goes out with the event loop. */
class StreamPipe implements Pipe {
  constructor(
    private readonly path: string,
    private readonly socket: Socket,
    onEnd: () => void,
  ) {
    socket.on('close', onEnd);
  }

  get isFree(): boolean {
    return this.socket.writableLength === 0;
  }

  send(text: string): void {
    this.socket.write(text);
  }

  /** A pipe opened anew has an empty buffer (64 KiB in libuv), so the write does not wait. */
  sendLast(text: string, hello: () => string): void {
    const whole = Buffer.from(hello() + text);
    if (whole.length > lastMessageBytes) return;
    const file = openSync(this.path, 'w');
    writeSync(file, whole);
    closeSync(file);
  }
}
