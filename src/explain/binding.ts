/** Whether a client binds before it connects: on Linux the ports themselves tell. */
import type { DestinationUsage, Measurement } from '../measure/measurement';
import type { Binding } from './poolScope';

/** Fewer ports than this may be chance, or another program's. */
const fewestPorts = 8;

/** So full the connecting parity counts as full: a few of it may be somebody else's, or coming back. */
const fullParityShare = 0.9;

/**
 * How the client of a destination gets its ports, from which ones it got. Linux splits the range by
 * parity (since 4.2, net/ipv4: `__inet_hash_connect` and `inet_csk_find_open_port`): a connect takes
 * ports of the parity of the range's first port, and others only when none of those is left; a bind
 * to port 0 begins with the others. So ports of the other parity, while the first is far from full,
 * were bound. Seen on Linux 6.18 at every tenth of the way to a full range (400 ports): right for both
 * clients up to 90 %. `implicit` where nothing tells, and on other systems.
 */
export function likelyBinding(usage: DestinationUsage, measurement: Measurement): Binding {
  const range = measurement.ephemeralRange;
  if (measurement.platform !== 'linux' || range.kind === 'unavailable') return 'implicit';
  const { first, last } = range.value;
  let ofFirstParity = 0;
  let ofOther = 0;
  for (const { port } of usage.ports) {
    if (port < first || port > last) continue;
    if ((port - first) % 2 === 0) ofFirstParity += 1;
    else ofOther += 1;
  }
  const portsOfFirstParity = Math.ceil((last - first + 1) / 2);
  return ofOther >= fewestPorts && ofFirstParity < fullParityShare * portsOfFirstParity
    ? 'explicit'
    : 'implicit';
}
