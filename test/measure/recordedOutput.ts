/** Recorded command output, and a runner that answers from it. */
import { readFileSync } from 'node:fs';
import type { Reading, UnavailableReason } from '../../src/measure/measurement';
import { unavailable, value } from '../../src/measure/reading';
import { commandLine, type Command, type RunCommand } from '../../src/measure/runCommand';

/** A fixture's text; `sources.json` beside it says where it comes from. */
export function recorded(system: 'darwin' | 'windows', name: string): string {
  return readFileSync(new URL(`../fixtures/measure/${system}/${name}`, import.meta.url), 'utf8');
}

/** The text as if a command had just printed it. */
export function printed(text: string, where = 'test'): Reading<string> {
  return value(text, { how: 'command', where, atMs: 1_000 });
}

/** Every reason a command can fail for. */
export const COMMAND_FAILURES: readonly UnavailableReason[] = [
  'not-found',
  'permission',
  'timed-out',
  'too-large',
  'cancelled',
  'failed',
];

/**
 * A runner that answers by the program's name: with a text, or with the failure that the answer
 * names; a command nobody expected fails.
 */
export function answering(answers: (program: string, command: Command) => string | undefined): {
  readonly run: RunCommand;
  readonly asked: string[];
} {
  const asked: string[] = [];
  return {
    asked,
    run: (command) => {
      const where = commandLine(command);
      asked.push(where);
      const program = command.file.split(/[\\/]/).at(-1) ?? '';
      const answer = answers(program, command);
      if (answer === undefined) return Promise.resolve(unavailable('failed', where, 'unexpected'));
      const reason = COMMAND_FAILURES.find((known) => known === answer);
      return Promise.resolve(
        reason === undefined ? printed(answer, where) : unavailable(reason, where, 'told to fail'),
      );
    },
  };
}
