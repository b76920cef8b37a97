/** How one system is asked who a process is at this very moment, and told to stop it. */
import type { Reading } from '../measurement';
import type { SeenProcess } from './refusal';

/** A process of now, and who we are to it. */
export interface Look {
  readonly process: SeenProcess;
  readonly ancestors: ReadonlySet<number>;
  readonly containerId?: string;
  readonly logonSession?: number;
}

/** `forced`: it gets no chance to tidy up. */
export type Manner = 'asked' | 'forced';

/** What came of telling the system. */
export type Told =
  | { readonly kind: 'told' }
  /** It had ended before. */
  | { readonly kind: 'gone' }
  /** It is another process by now: nothing was sent. */
  | { readonly kind: 'reused' }
  /** Windows: a program without a window cannot be asked. */
  | { readonly kind: 'cannot-be-asked' }
  | { readonly kind: 'failed'; readonly detail: string };

/** One system's way. No method throws. */
export interface ProcessLook {
  /**
   * @param port the port that the process listens on
   * @returns `process-gone` where there is no such process
   */
  look(processId: number, port: number): Promise<Reading<Look>>;
  /** Stops that one process, if it still is the one of the latest {@link look}; never its children. */
  tell(processId: number, manner: Manner): Promise<Told>;
  /** Whether the process of the latest {@link look} has ended. */
  isOver(processId: number): boolean;
  dispose(): void;
}
