import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Incidents, type Printer, incidentKey } from '../../src/recognize/incidents';
import { recognize } from '../../src/recognize/recognize';
import type { SocketError } from '../../src/recognize/socketError';

function errorOf(text: string): SocketError {
  const [error] = recognize(text);
  assert.ok(error);
  return error;
}

const listen = errorOf('Error: listen EADDRINUSE: address already in use :::3000');
const connect = errorOf('connect EADDRNOTAVAIL 127.0.0.1:5000 - Local (0.0.0.0:0)');

const session: Printer = { kind: 'debug-console', runId: 's', startedAtMs: 0 };
const other: Printer = { kind: 'debug-console', runId: 't', startedAtMs: 0 };
const terminal: Printer = { kind: 'terminal', runId: 'command 1', startedAtMs: 0 };
const nextCommand: Printer = { kind: 'terminal', runId: 'command 2', startedAtMs: 0 };

describe('Incidents', () => {
  it('counts the same error, and keeps when it was first and last seen', () => {
    const incidents = new Incidents();
    assert.equal(incidents.see(connect, session, 1_000).isNew, true);
    assert.equal(incidents.see(connect, session, 2_000).isNew, false);
    const { incident } = incidents.see({ ...connect, line: 'GET /: connect …' }, session, 3_000);
    assert.deepEqual(
      [incident.count, incident.firstSeenMs, incident.lastSeenMs],
      [3, 1_000, 3_000],
    );
    assert.equal(incident.error.line, connect.line);
  });

  it('takes over what a later print knows in addition', () => {
    const incidents = new Incidents();
    const frame = { path: '/app/server.js', line: 5 };
    incidents.see(listen, session, 0);
    assert.deepEqual(incidents.see({ ...listen, frame }, session, 1).incident.error.frame, frame);
  });

  it('tells sessions, operations and destinations apart', () => {
    const keys = [
      incidentKey(listen, 's'),
      incidentKey(listen, 't'),
      incidentKey({ ...listen, operation: 'connect' }, 's'),
      incidentKey({ ...listen, endpoint: { port: 3001 } }, 's'),
      incidentKey({ ...listen, code: 'EACCES' }, 's'),
    ];
    assert.equal(new Set(keys).size, keys.length);
  });

  it('begins anew after a silence', () => {
    const incidents = new Incidents({ quietMs: 1_000 });
    incidents.see(listen, session, 0);
    assert.equal(incidents.see(listen, session, 1_000).isNew, false);
    const again = incidents.see(listen, session, 2_001);
    assert.deepEqual([again.isNew, again.incident.count], [true, 1]);
  });

  it('forgets a session that is over', () => {
    const incidents = new Incidents();
    incidents.see(listen, session, 0);
    incidents.see(listen, other, 0);
    incidents.forget('s');
    assert.deepEqual(
      incidents.list().map(({ runId }) => runId),
      ['t'],
    );
  });

  it('makes room for the latest, not for the first', () => {
    const incidents = new Incidents({ maxIncidents: 2 });
    for (const port of [1, 2, 1, 3]) {
      incidents.see({ ...connect, endpoint: { port } }, session, 0);
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
          incidents.see({ ...connect, endpoint: { port } }, session, now);
        });
        const latest = [...new Set([...seen].reverse())].slice(0, 20).reverse();
        assert.deepEqual(
          incidents.list().map(({ error }) => error.endpoint?.port),
          latest,
        );
      }),
    );
  });

  describe('on two paths', () => {
    it('counts a print that both tell once, whoever tells it first', () => {
      for (const [first, second] of [
        [session, terminal],
        [terminal, session],
      ] as const) {
        const incidents = new Incidents();
        assert.equal(incidents.see(listen, first, 0).isNew, true);
        assert.equal(incidents.see(listen, second, 100).isNew, false);
        assert.equal(incidents.see(listen, first, 200).incident.count, 2);
        assert.equal(incidents.see(listen, second, 300).incident.count, 2);
        assert.equal(incidents.list().length, 1);
      }
    });

    it('takes two words for the same where one knows less', () => {
      const incidents = new Incidents();
      incidents.see({ ...listen, operation: 'unknown' }, terminal, 0);
      assert.equal(incidents.see(listen, session, 1).isNew, false);
      const elsewhere = { ...listen, endpoint: { port: 3001 } };
      assert.equal(incidents.see(elsewhere, session, 2).isNew, true);
      assert.equal(incidents.see(connect, terminal, 3).isNew, true);
    });

    it('trusts the debugger for the place: a terminal shows the compiled file', () => {
      const incidents = new Incidents();
      const compiled = { path: '/app/dist/server.js', line: 900 };
      const source = { path: '/app/src/server.ts', line: 5 };
      incidents.see({ ...listen, frame: compiled }, terminal, 0);
      const { incident } = incidents.see({ ...listen, frame: source }, session, 1);
      assert.deepEqual(incident.error.frame, source);
      const after = incidents.see({ ...listen, frame: compiled }, terminal, 2);
      assert.deepEqual(after.incident.error.frame, source);
    });

    it('does not take two programs for one: same path, or too late', () => {
      const incidents = new Incidents({ echoMs: 1_000 });
      incidents.see(listen, terminal, 0);
      assert.equal(incidents.see(listen, nextCommand, 1).isNew, true);
      assert.equal(incidents.see(listen, session, 1_002).isNew, true);
    });

    it('does not take a program that began after the print for its echo', () => {
      const incidents = new Incidents();
      incidents.see(listen, terminal, 1_000);
      assert.equal(incidents.see(listen, { ...session, startedAtMs: 1_500 }, 2_000).isNew, true);
      assert.equal(
        incidents.see(listen, { ...nextCommand, startedAtMs: 2_500 }, 3_000).isNew,
        true,
      );
    });

    it('lets an incident have one echo, not one of every session', () => {
      const incidents = new Incidents();
      incidents.see(listen, terminal, 0);
      incidents.see(listen, session, 1);
      assert.equal(incidents.see(listen, other, 2).isNew, true);
    });

    it('is news again when the session that told it second starts again', () => {
      const incidents = new Incidents();
      incidents.see(listen, terminal, 0);
      incidents.see(listen, session, 1);
      incidents.forget('s');
      assert.equal(incidents.see(listen, session, 2).isNew, true);
      assert.equal(incidents.see(listen, nextCommand, 3).isNew, false);
    });
  });
});
