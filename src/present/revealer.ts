/** Decides how a diagnosis reaches the person: the panel by itself, or one quiet notification. */
import type { Verdict } from '../explain/verdict';
import type { Settings } from './settings';

export interface RevealerOptions {
  readonly openPanel: () => Settings['openPanel'];
  readonly showPanel: () => void;
  readonly notify: (verdict: Verdict, occasion: string) => void;
}

/** Debug sessions remembered as told; one that comes back after so many others may be told again. */
const mostRemembered = 100;

/** Opens the panel once an occasion, or has the person notified, as the setting says. */
export class Revealer {
  private readonly shownFor = new Set<string>();

  constructor(private readonly options: RevealerOptions) {}

  /**
   * @param occasion the debug session (or terminal) that the verdict belongs to: the panel opens by
   *   itself once for each, and a panel that a person closed stays closed.
   */
  reveal(verdict: Verdict, occasion: string): void {
    const wanted = this.options.openPanel();
    const opensPanel =
      wanted === 'always' ||
      (wanted === 'exhaustion' && verdict.illness === 'ephemeral-exhaustion');
    if (!opensPanel) {
      this.options.notify(verdict, occasion);
      return;
    }
    if (this.shownFor.has(occasion)) {
      return;
    }
    if (this.shownFor.size >= mostRemembered) {
      this.shownFor.clear();
    }
    this.shownFor.add(occasion);
    this.options.showPanel();
  }
}
