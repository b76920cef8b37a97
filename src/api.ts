/** What other extensions (and our own tests in the editor) may call: docs/API.md. */
import type { Diagnosis } from './consultation';
import type { CallFacts } from './present/callFacts';
import type { Platform, SocketError } from './recognize/socketError';

export interface SocketDoctorApi {
  /** Grows when a member changes its meaning. */
  readonly version: 1;
  /** The socket errors in a text; empty where there is none. Never throws. */
  recognize(text: string, options?: { readonly platform?: Platform }): readonly SocketError[];
  /** Measures now; `sessionId` chooses the debug session whose network namespace is read. */
  analyze(options?: { readonly sessionId?: string }): Promise<Diagnosis>;
  /** What the probes inside the workspace's programs count; undefined before there was one. */
  calls(): CallFacts | undefined;
  /** Called each time a socket error was seen and explained. */
  onDidDiagnose(listener: (diagnosis: Diagnosis) => void): { dispose(): void };
}
