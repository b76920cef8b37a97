/** What was started in the editor and has processes: plain data. */

/** A debug session, a terminal or a task, with the processes that its other ones descend from. */
export interface Launch {
  /** Unique among all that run. */
  readonly id: string;
  readonly kind: 'session' | 'terminal' | 'task';
  /** What a person calls it: hostile text. */
  readonly label: string;
  readonly processIds: readonly number[];
}
