import { probeVariable, wireVersion } from '../../measure/probe/wire';

export interface Launch {
  /** What the editor knows this launch by. */
  readonly token: string;
  /** The Unix socket or named pipe that the editor listens at. */
  readonly pipe: string;
}

/** Longer than any path; a program may have been started with anything in its environment. */
const longestVariable = 4_096;

/** @returns undefined where there is no launch, or one that this probe does not understand */
export function readLaunch(environment: NodeJS.ProcessEnv): Launch | undefined {
  const text = environment[probeVariable];
  if (text === undefined || text.length > longestVariable) return undefined;
  const [, version, token, pipe] = /^(\d+):([\w-]{1,200}):([^\0]+)$/.exec(text) ?? [];
  if (token === undefined || pipe === undefined || Number(version) !== wireVersion)
    return undefined;
  return { token, pipe };
}
