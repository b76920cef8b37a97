/** What the blocks of the panel are given, and what each of them is. */
import type { FromPanel, Snapshot } from '../../src/present/panel/protocol';
import type { Playback } from './playback';
import type { ViewState } from './viewState';

/** The editor on the other side of the webview. */
export interface Host {
  post(message: FromPanel): void;
  readState(): unknown;
  writeState(state: unknown): void;
}

export interface PanelContext {
  readonly send: (message: FromPanel) => void;
  readonly view: ViewState;
  readonly playback: Playback;
  /** Says something once to those who listen instead of looking; politely, after what is being read. */
  readonly announce: (text: string) => void;
}

/** A part of the page that is built once and then kept in step with its data. */
export interface View<T> {
  readonly element: HTMLElement;
  readonly update: (data: T) => void;
}

/** One block of the panel, from top to bottom. It hides itself where its data is absent. */
export type Block = View<Snapshot>;
