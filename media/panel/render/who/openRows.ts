/** Which rows are open: as a person left them, and until then those that show lines of code. */
import type { ViewState } from '../../viewState';
import type { Destination } from './destination';

/** Beyond these no sockets are asked for; see `showSockets` in src/present/panel/messages.ts. */
const mostOpenRows = 20;

export interface OpenRows {
  readonly isOpen: (destination: Destination) => boolean;
  readonly toggle: (destination: Destination) => void;
  /**
   * The ids of the open ones among these, the first ones where sockets cannot be asked for all; in an
   * order of their own, so that sorting the table asks for nothing anew.
   */
  readonly openIds: (destinations: readonly Destination[]) => readonly string[];
}

export function createOpenRows(view: ViewState): OpenRows {
  const isOpen = ({ id, calls }: Destination) =>
    view.isOpen(`row ${id}`) || (calls !== undefined && !view.isOpen(`shut ${id}`));
  return {
    isOpen,
    toggle: (destination) => {
      const wasOpen = isOpen(destination);
      view.setOpen(`row ${destination.id}`, !wasOpen);
      view.setOpen(`shut ${destination.id}`, wasOpen);
    },
    openIds: (destinations) =>
      destinations
        .filter(isOpen)
        .slice(0, mostOpenRows)
        .map(({ id }) => id)
        .sort(),
  };
}
