import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Incidents, incidentKey } from '../../src/recognize/incidents';
import { recognize } from '../../src/recognize/recognize';
import type { SocketError } from '../../src/recognize/socketError';

function errorOf(text: string): SocketError {
  const [error] = recognize(text);
  assert.ok(error);
  return error;
}

const listen = errorOf('Error: listen EADDRINUSE: address already in use :::3000');
const connect = errorOf('connect EADDRNOTAVAIL 127.0.0.1:5000 - Local (0.0.0.0:0)');

describe('Incidents', () => {
  it('counts the same error, and keeps when it was first and last seen', () => {
    const incidents = new Incidents();
    assert.equal(incidents.see(connect, 's', 1_000).isNew, true);
    assert.equal(incidents.see(connect, 's', 2_000).isNew, false);
    const { incident } = incidents.see({ ...connect, line: 'GET /: connect …' }, 's', 3_000);
    assert.deepEqual(
      [incident.count, incident.firstSeenMs, incident.lastSeenMs],
      [3, 1_000, 3_000],
    );
    assert.equal(incident.error.line, connect.line);
  });

  it('takes over what a later print knows in addition', () => {
    const incidents = new Incidents();
    const frame = { path: '/app/server.js', line: 5 };
    incidents.see(listen, 's', 0);
    assert.deepEqual(incidents.see({ ...listen, frame }, 's', 1).incident.error.frame, frame);
  });

  it('tells sessions, operations and destinations apart', () => {
    const keys = [
      incidentKey(listen, 's'),
      incidentKey(listen, 't'),
      incidentKey(listen, undefined),
      incidentKey({ ...listen, operation: 'connect' }, 's'),
      incidentKey({ ...listen, endpoint: { port: 3001 } }, 's'),
      incidentKey({ ...listen, code: 'EACCES' }, 's'),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('begins anew after a silence', () => {
    const incidents = new Incidents({ quietMs: 1_000 });
    incidents.see(listen, 's', 0);
    assert.equal(incidents.see(listen, 's', 1_000).isNew, false);
    const again = incidents.see(listen, 's', 2_001);
    assert.deepEqual([again.isNew, again.incident.count], [true, 1]);
  });

  it('forgets a session that is over', () => {
    const incidents = new Incidents();
    incidents.see(listen, 's', 0);
    incidents.see(listen, 't', 0);
    incidents.forget('s');
    assert.deepEqual(
      incidents.list().map(({ sessionId }) => sessionId),
      ['t'],
    );
  });

  it('makes room for the latest, not for the first', () => {
    const incidents = new Incidents({ maxIncidents: 2 });
    for (const port of [1, 2, 1, 3]) {
      incidents.see({ ...connect, endpoint: { port } }, 's', 0);
    }
    assert.deepEqual(
      incidents.list().map(({ error }) => error.endpoint?.port),
      [1, 3],
    );
  });

  it('is bounded, and lets go of the one not seen for longest', () => {
    const ports = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 300 });
    fc.assert(
      fc.property(ports, (seen) => {
        const incidents = new Incidents({ maxIncidents: 20 });
        seen.forEach((port, now) => {
          incidents.see({ ...connect, endpoint: { port } }, 's', now);
        });
        const latest = [...new Set([...seen].reverse())].slice(0, 20).reverse();
        assert.deepEqual(
          incidents.list().map(({ error }) => error.endpoint?.port),
          latest,
        );
      }),
    );
  });
});
