/** A stand-in for SQL Server: says what .NET's SqlClient needs to hear to log in and to read one number. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { CountingServer } from './server';

// [MS-TDS], 2.2.3.1.1: the types of packets, and the status bit that asks for a clean session.
const [preloginType, loginType, replyType] = [0x12, 0x10, 0x04];
const resetsConnection = 0x08;

/** [MS-TDS], 2.2.6.5: version, no encryption, no instance, no thread, no MARS. */
const preloginReply = Buffer.from([
  ...[0, 0, 26, 0, 6, 1, 0, 32, 0, 1, 2, 0, 33, 0, 1, 3, 0, 34, 0, 0, 4, 0, 34, 0, 1, 0xff],
  ...[15, 0, 0, 0, 0, 0, 2, 0, 0],
]);

/** [MS-TDS], 2.2.7.6: a row more, or the last word. */
function done(status: number, rows: number): Buffer {
  return Buffer.from([0xfd, status, 0, 0, 0, rows, 0, 0, 0, 0, 0, 0, 0]);
}

/** [MS-TDS], 2.2.7.14: TDS 7.4, and the server's name. */
function loginReply(): Buffer {
  const name = 'Stand-in';
  const body = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4, name.length]),
    Buffer.from(name, 'utf16le'),
    Buffer.from([15, 0, 0, 0]),
  ]);
  return Buffer.concat([Buffer.from([0xad, body.length, 0]), body, done(0, 0)]);
}

/** [MS-TDS], 2.2.7.4 and 2.2.7.19: a column of type INT without a name, and a row of it. */
function answer(value: number): Buffer {
  const column = Buffer.from([0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0x38, 0]);
  return Buffer.concat([column, Buffer.from([0xd1, value, 0, 0, 0]), done(0x10, 1)]);
}

/** [MS-TDS], 2.2.7.9, type 18: the session has been made clean for its next user. */
const resetDone = Buffer.from([0xe3, 3, 0, 18, 0, 0]);

function packet(body: Buffer): Buffer {
  const header = Buffer.from([replyType, 1, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(header.length + body.length, 2);
  return Buffer.concat([header, body]);
}

/** Answers every query with `value`; each packet of the client is one chunk, as they are short. */
export async function startTdsServer(value: number): Promise<CountingServer> {
  const remotePorts: number[] = [];
  const server = createServer((socket) => {
    remotePorts.push(socket.remotePort ?? 0);
    socket.on('error', () => socket.destroy());
    socket.on('data', (request) => {
      const [type = 0, status = 0] = request;
      if (type === preloginType) socket.write(packet(preloginReply));
      else if (type === loginType) socket.write(packet(loginReply()));
      else {
        const reset = (status & resetsConnection) === 0 ? Buffer.alloc(0) : resetDone;
        socket.write(packet(Buffer.concat([reset, answer(value)])));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    remotePorts,
    forget: () => {
      remotePorts.length = 0;
    },
    close: () => {
      server.close();
    },
  };
}
