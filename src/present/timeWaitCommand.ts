/** "Measure How Long TIME_WAIT Lasts": a minute or more of watching, with its progress and an end. */
import * as vscode from 'vscode';
import { numberWords } from '../explain/format';
import { whyUnread } from '../explain/unreadable';
import type { DurationRange, Reading } from '../measure/measurement';

export type TryTimeWaitLength = (
  signal: AbortSignal,
  onProgress: (waitedMs: number) => void,
) => Promise<Reading<DurationRange>>;

/** Runs the trial in view of the person and tells its outcome; never rejects for a failed trial. */
export async function measureTimeWait(
  tryLength: TryTimeWaitLength,
): Promise<Reading<DurationRange>> {
  const words = numberWords(vscode.env.language);
  const length = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Watching one closed connection'),
      cancellable: true,
    },
    async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => {
        abort.abort();
      });
      try {
        return await tryLength(abort.signal, (waitedMs) => {
          progress.report({
            message: vscode.l10n.t('its port has been waiting for {0}', words.duration(waitedMs)),
          });
        });
      } finally {
        listener.dispose();
      }
    },
  );
  if (length.kind === 'value') {
    const text = vscode.l10n.t(
      'TIME_WAIT lasts {0} here. The arithmetic uses this from now on.',
      words.seconds(roundToSeconds(length.value)),
    );
    void vscode.window.showInformationMessage(text);
  } else if (length.reason !== 'cancelled') {
    const text = vscode.l10n.t('TIME_WAIT could not be measured: {0}.', whyUnread(length));
    void vscode.window.showWarningMessage(text);
  }
  return length;
}

/** The looks are a second apart; more digits would promise what was not seen. */
function roundToSeconds({ minMs, maxMs }: DurationRange): DurationRange {
  return {
    minMs: Math.round(minMs / 1_000) * 1_000,
    maxMs: Math.round(maxMs / 1_000) * 1_000,
  };
}
