import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';

/**
 * One connection that we close first, so that its TIME_WAIT and its port stay with us. Plain TCP,
 * because the extension host puts an agent of its own into every HTTP request.
 */
function connectAndClose(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end());
    socket.on('error', reject).on('close', resolve).resume();
  });
}

describe('the namespace of this editor', () => {
  const [range, reuse] = process.env['SOCKET_DOCTOR_NAMESPACE']!.split(',');
  const [first, last] = range!.split('-').map(Number);
  const capacity = last! - first! + 1;
  const port = 5999;
  let server: Server;

  before(async () => {
    server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  after(() => {
    server.close();
  });

  it('has the range and the reuse that the run was given', () => {
    const read = (name: string) => readFileSync(`/proc/sys/net/ipv4/${name}`, 'utf8').trim();
    assert.equal(read('ip_local_port_range').replaceAll(/\s+/g, '-'), range);
    assert.equal(read('tcp_tw_reuse'), reuse);
  });

  it('runs out of ports for real, after exactly its capacity', async () => {
    let connections = 0;
    await assert.rejects(async () => {
      for (; connections <= capacity; connections += 1) await connectAndClose(port);
    }, /connect EADDRNOTAVAIL 127\.0\.0\.1:5999/);
    assert.equal(connections, capacity);
  });
});
