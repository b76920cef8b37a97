/** The addresses of this machine, as Node gives them: where every process has the same ones. */
import { networkInterfaces } from 'node:os';
import type { Reading } from './measurement';
import { unavailableFrom, value } from './reading';
import { normaliseAddress } from './socketTable';

const WHERE = 'os.networkInterfaces()';

/** Every address of every interface that is up, loopback included; each once. */
export function ownAddresses(atMs: number): Reading<readonly string[]> {
  try {
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const texts = addresses.map(({ address }) => normaliseAddress(address));
    return value([...new Set(texts)], { how: 'measured', where: WHERE, atMs });
  } catch (error) {
    return unavailableFrom(error, WHERE);
  }
}
