/** The one place that knows which reader belongs to which system. */
import type { Machine } from './machine';
import { createDarwinMachine } from './darwin/darwinMachine';
import { createLinuxMachine } from './linux/linuxMachine';
import { createUnsupportedMachine } from './unsupportedMachine';
import { createWindowsMachine } from './windows/windowsMachine';

/**
 * The reader for a platform (`process.platform`). One that nobody wrote a reader for gives a machine
 * whose every reading is unavailable, with that reason.
 */
export function createMachine(platform: string): Machine {
  switch (platform) {
    case 'linux':
      return createLinuxMachine();
    case 'darwin':
      return createDarwinMachine();
    case 'win32':
      return createWindowsMachine();
    default:
      return createUnsupportedMachine(platform);
  }
}
