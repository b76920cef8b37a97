import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';

/**
 * One connection that we close first, so that its TIME_WAIT and its port stay with us. Plain TCP,
 * because the extension host puts an agent of its own into every HTTP request.
 */
function connectAndClose(to: AddressInfo): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(to.port, to.address, () => socket.end());
    socket.on('error', reject).on('close', resolve).resume();
  });
}

/** Rows of the socket table in TIME_WAIT (06) towards that port, of whatever address. */
function waitingRows(port: number): number {
  const remotePort = port.toString(16).toUpperCase().padStart(4, '0');
  return readFileSync('/proc/net/tcp', 'latin1').split(`:${remotePort} 06 `).length - 1;
}

describe('the namespace of this editor', () => {
  const [range, reuse] = process.env['SOCKET_DOCTOR_NAMESPACE']!.split(',');
  const [first, last] = range!.split('-').map(Number);
  const capacity = last! - first! + 1;
  let server: Server;
  let tries = 0;

  beforeEach(async () => {
    // A destination that nobody has called yet: each has all the ports, also where a test is tried
    // again within a minute of its first try.
    tries += 1;
    server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(5999, `127.0.1.${tries}`, resolve));
  });
  afterEach(() => {
    server.close();
  });

  it('has the range and the reuse that the run was given', () => {
    const read = (name: string) => readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim();
    assert.equal(read('ip_local_port_range').replaceAll(/\s+/g, '-'), range);
    assert.equal(read('tcp_tw_reuse'), reuse);
  });

  it('runs out of ports for real, after exactly its capacity', async () => {
    const to = server.address() as AddressInfo;
    const startedMs = performance.now();
    let connections = 0;
    let refusal: unknown;
    try {
      for (; connections <= capacity; connections += 1) await connectAndClose(to);
    } catch (error) {
      refusal = error;
    }
    const tookMs = (performance.now() - startedMs).toFixed(0);
    const seen = `${connections} connections in ${tookMs} ms, ${waitingRows(to.port)} in TIME_WAIT; ${String(refusal)}`;
    assert.match(String(refusal), /connect EADDRNOTAVAIL 127\.0\.1\.\d+:5999/, seen);
    assert.equal(connections, capacity, seen);
  });
});
