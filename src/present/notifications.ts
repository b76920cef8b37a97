/** One quiet notification a distinct trouble and session, never the same one twice. */
import * as vscode from 'vscode';
import type { Verdict } from '../explain/verdict';
import type { OfferedAct } from './acts/acts';
import { withoutLinks } from './notificationText';

const mutedKey = 'socketDoctor.mutedCauses';
/** Distinct troubles remembered; a program that fails in ever new ways must not grow this for ever. */
const mostRemembered = 200;

/** Tells a verdict in a notification; remembers in `memory` what nobody wants to hear again. */
export class Notifications {
  private readonly said = new Set<string>();

  constructor(
    private readonly memory: vscode.Memento,
    private readonly showPanel: () => void,
    private readonly isEnabled: () => boolean,
    private readonly acts: {
      offered(): readonly OfferedAct[];
      doById(id: string): Promise<unknown>;
      /** Lists what can be done; `more` leads the list. */
      show(more: { readonly label: string; readonly run: () => void }): Promise<unknown>;
    },
  ) {}

  /** Tells about a verdict, unless it was told already, is muted, or notifications are off. */
  async tell(verdict: Verdict, occasion: string): Promise<void> {
    const key = `${occasion}|${verdict.cause}|${verdict.headline}`;
    if (!this.isEnabled() || this.said.has(key) || this.muted.includes(verdict.cause)) {
      return;
    }
    if (this.said.size >= mostRemembered) {
      this.said.clear();
    }
    this.said.add(key);
    const why = vscode.l10n.t('Show Why');
    const more = vscode.l10n.t('More…');
    const mute = vscode.l10n.t("Don't Show Again");
    const [first] = this.acts.offered();
    const chosen = await vscode.window.showInformationMessage(
      withoutLinks(`${verdict.headline} ${verdict.proof}`),
      // Three have room; a fourth would leave none of them readable.
      ...(first ? [first.label, more] : [why]),
      mute,
    );
    if (first && chosen === first.label) {
      await this.acts.doById(first.id);
    } else if (chosen === more) {
      await this.acts.show({ label: why, run: this.showPanel });
    } else if (chosen === why) {
      this.showPanel();
    } else if (chosen === mute) {
      await this.memory.update(mutedKey, [...new Set([...this.muted, verdict.cause])]);
    }
  }

  /** Read anew each time: another notification may have been answered meanwhile. */
  private get muted(): readonly string[] {
    return this.memory.get<readonly string[]>(mutedKey, []);
  }
}
