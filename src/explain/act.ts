/**
 * What may be done about a verdict, as plain data: a cause names its acts, in order of safety, and
 * `present` offers and does them. Nothing here is done by itself; what ends a program is confirmed first.
 */
import type { PortSpan } from '../measure/measurement';
import type { KnownLaunch } from './whose';

/** One act. Every text in it was bounded and cleaned (hostileText.ts), ready to be shown. */
export type Act =
  /** Nobody holds the port any more: the same launch, once more. */
  | { readonly kind: 'restart-session' }
  /** Wait until nobody listens on the port, then start the same launch again. */
  | {
      readonly kind: 'wait-until-free';
      readonly port: number;
      /** Nobody listens now, and the system itself frees the port after so long. */
      readonly freeInMs?: number;
    }
  /** Show the debug session, task or terminal whose program holds the port. */
  | { readonly kind: 'go-to-owner'; readonly launch: KnownLaunch }
  /** Our own list of listening ports. */
  | { readonly kind: 'show-listening-ports' }
  /** The editor's view of forwarded ports. */
  | { readonly kind: 'open-ports-view' }
  /** The ranges of ports that Windows has put aside. */
  | { readonly kind: 'show-excluded-ranges' }
  /** Put a command on the clipboard, or type it into a terminal without running it. */
  | {
      readonly kind: 'copy-command';
      /** What the command is for, in one sentence. */
      readonly purpose: string;
      readonly command: string;
    }
  /** Find where this port is configured, and offer to write the next free one there. */
  | {
      readonly kind: 'use-next-free-port';
      readonly port: number;
      /** Spans in which no port is of use here: privileged, excluded or ephemeral ones. */
      readonly avoid?: readonly PortSpan[];
    }
  /** Have the container's own runtime stop it: its proxy process is never ended itself. */
  | { readonly kind: 'stop-container'; readonly container: ContainerTarget }
  /** End the process that holds the port: confirmed, asked first and forced only then; then start what failed. */
  | { readonly kind: 'stop-holder'; readonly target: StopTarget };

export type ActKind = Act['kind'];

/** A container by what is known of it; at least one of `id` and `publishedPort` is there. */
export interface ContainerTarget {
  /** 64 hexadecimal digits. */
  readonly id?: string;
  readonly name?: string;
  readonly runtime?: 'docker' | 'podman' | 'containerd' | 'cri-o';
  /** The port of this machine that it serves, where its runtime must still say which one that is. */
  readonly publishedPort?: number;
}

/** A process as it was when it was judged: one with another start is another process. */
export interface StopTarget {
  readonly processId: number;
  readonly startedAtMs?: number;
  /** `node server.js (pid 4242)`. */
  readonly label: string;
  /** Why a person should think twice, in one sentence; absent where nothing speaks against it. */
  readonly caution?: string;
}
