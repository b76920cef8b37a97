/** The one place that knows how each system's processes are stopped. */
import type { Machine } from '../machine';
import type { MeasureScope, ProcessInfo } from '../measurement';
import { runCommand } from '../runCommand';
import { AnswerSession } from '../windows/answerSession';
import { powershellLaunch } from '../windows/powershellScript';
import { systemDirectory } from '../windows/systemDirectory';
import { createDarwinLook } from './darwinLook';
import { createLinuxLook } from './linuxLook';
import type { ProcessLook } from './processLook';
import { Stopper } from './stopper';
import { createWindowsLook } from './windowsLook';

export interface StopperSurroundings {
  readonly machine: Machine;
  /** The folder of the editor that we run in. */
  readonly appRoot: string;
  readonly isEditor: (process: ProcessInfo) => boolean;
  /** The process in whose network namespace the port is; asked with each stop. */
  readonly scope: () => MeasureScope;
}

export function createStopper({ machine, appRoot, isEditor, scope }: StopperSurroundings): Stopper {
  const userId = process.getuid?.();
  return new Stopper({
    platform: machine.platform,
    look: createLook(machine.platform),
    holdersOf: (port) => machine.holdersOf(port, scope()),
    editorFolders: editorFolders(appRoot, process.execPath),
    isEditor,
    ...(userId !== undefined && { userId }),
  });
}

/**
 * What the editor's own command lines hold. The desktop editor's program stands above its
 * `resources/app` (macOS: `Contents/Resources/app`); the server's is a plain Node beside it, which a
 * person may run programs of their own with.
 */
export function editorFolders(appRoot: string, execPath: string): readonly string[] {
  const above = /^(.+)[/\\]resources[/\\]app[/\\]?$/i.exec(appRoot)?.[1];
  const isPlainNode = /(?:^|[/\\])node(?:\.exe)?$/i.test(execPath);
  return [appRoot, ...(above === undefined ? [] : [above]), ...(isPlainNode ? [] : [execPath])];
}

function createLook(platform: Machine['platform']): ProcessLook {
  switch (platform) {
    case 'linux':
      return createLinuxLook();
    case 'darwin':
      return createDarwinLook(runCommand);
    case 'win32': {
      const directory = systemDirectory(process.env);
      return createWindowsLook({
        run: runCommand,
        systemDirectory: directory,
        session: new AnswerSession(powershellLaunch(directory)),
      });
    }
  }
}
