/** Programs that start another one anew whenever a file changes, as data. */
import type { ProcessInfo } from '../measure/measurement';
import { quoted } from './hostileText';
import { baseName } from './paths';

/** Each as its own command line shows it: the word it is known by, and how it is recognised. */
const watchers: readonly { readonly label: string; readonly pattern: RegExp }[] = [
  { label: 'nodemon', pattern: /(?:^|[/\\ ])nodemon(?:\.js|\.cmd)?(?: |$)/ },
  {
    label: 'node --watch',
    pattern: /(?:^|[/\\])node(?:\.exe)? (?:.* )?--watch(?:-path)?(?:[ =]|$)/,
  },
  { label: 'tsx watch', pattern: /(?:^|[/\\ ])tsx(?:\.\w+|[/\\]\S+)? watch(?: |$)/ },
  { label: 'ts-node-dev', pattern: /(?:^|[/\\ ])(?:ts-node-dev|tsnd)(?: |$)/ },
  { label: 'dotnet watch', pattern: /(?:^|[/\\])dotnet(?:\.exe)? watch(?: |$)/ },
  { label: 'cargo watch', pattern: /cargo-watch(?:\.exe)?(?: |$)|(?:^|[/\\])cargo watch(?: |$)/ },
  { label: 'uvicorn --reload', pattern: /uvicorn .*--reload(?: |$)/ },
  { label: 'watchexec', pattern: /(?:^|[/\\])watchexec(?:\.exe)?(?: |$)/ },
  { label: 'air', pattern: /(?:^|[/\\])air(?:\.exe)?(?: |$)/ },
];

/** The watcher that a command line starts, by the name people know; undefined where it is none. */
export function watcherOf(commandLine: string): string | undefined {
  return watchers.find(({ pattern }) => pattern.test(commandLine))?.label;
}

/** The nearest watcher above a process, with its id. */
export function watcherAbove({
  parents,
}: ProcessInfo): { readonly label: string; readonly processId: number } | undefined {
  for (const { name, commandLine = '', processId } of parents) {
    const label = watcherOf(commandLine) ?? watcherOf(baseName(name));
    if (label !== undefined) return { label: quoted(label), processId };
  }
  return undefined;
}
