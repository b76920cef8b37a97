/** One item, hidden at rest: the one number that matters now. */
import * as vscode from 'vscode';
import type { Forecast } from '../explain/verdict';
import { endpointLabel, isSameEndpoint } from '../explain/addresses';
import type { Attribution } from '../explain/attribution';
import { numberWords, type NumberWords } from '../explain/format';
import { whoseText } from '../explain/ownersText';

/** Below this nothing is in danger, and a number that moves would only distract. */
const worthShowingPerSecond = 0.5;
const soonMs = 60_000;

/** Shows how fast ports go, and warns when they are about to run out. */
export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'socketDoctor.status',
    vscode.StatusBarAlignment.Left,
    -10,
  );

  constructor() {
    this.item.name = vscode.l10n.t('Socket Doctor');
    this.item.command = 'socketDoctor.analyze';
  }

  /** Shows the most pressing forecast of the latest look, and whose destination it is; or nothing. */
  show(live: Live | undefined): void {
    const forecast = live?.mostPressing;
    if (forecast === undefined || forecast.connectionsPerSecond < worthShowingPerSecond) {
      this.item.hide();
      return;
    }
    const words = numberWords(vscode.env.language);
    const rate = words.rate(forecast.connectionsPerSecond);
    const { text, tooltip, spoken, isWarning } = statusText(forecast, rate, (ms) =>
      words.duration(ms),
    );
    this.item.text = text;
    this.item.tooltip = `${tooltip}\n${whoseSentence(forecast, live?.attributions ?? [], words)}`;
    this.item.accessibilityInformation = { label: spoken };
    this.item.backgroundColor = isWarning
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** What the status bar needs of a look. */
interface Live {
  readonly mostPressing?: Forecast;
  readonly attributions: readonly Attribution[];
}

/** Where the workspace itself makes no connections, the figure is another's, and says so. */
function whoseSentence(
  { destination }: Forecast,
  attributions: readonly Attribution[],
  words: NumberWords,
): string {
  const attribution = attributions.find((one) => isSameEndpoint(one.destination, destination));
  if (attribution === undefined) return '';
  const whose = whoseText(attribution, words);
  switch (attribution.belongsTo) {
    case 'workspace':
      return vscode.l10n.t('Of this workspace: {0}.', whose);
    case 'unknown':
      return vscode.l10n.t('It is not known whose these are: none was caught while it was open.');
    default:
      return vscode.l10n.t(
        'Not of this workspace, which was not seen to make connections now: {0}.',
        whose,
      );
  }
}

interface StatusText {
  readonly text: string;
  readonly tooltip: string;
  readonly spoken: string;
  readonly isWarning: boolean;
}

function statusText(
  { destination, timeToExhaustionMs }: Forecast,
  rate: string,
  duration: (milliseconds: number) => string,
): StatusText {
  const label = endpointLabel(destination);
  const tooltip = vscode.l10n.t('New connections to {1}: {0} a second.', rate, label);
  if (timeToExhaustionMs >= soonMs) {
    const spoken = vscode.l10n.t('New connections: {0} a second', rate);
    return { text: vscode.l10n.t('$(pulse) {0}/s', rate), tooltip, spoken, isWarning: false };
  }
  if (timeToExhaustionMs < 1) {
    const spoken = vscode.l10n.t('No local ports left to {0}', label);
    return {
      text: vscode.l10n.t('$(warning) {0}/s, no ports left', rate),
      tooltip: `${tooltip} ${spoken}.`,
      spoken,
      isWarning: true,
    };
  }
  const left = duration(timeToExhaustionMs);
  return {
    text: vscode.l10n.t('$(warning) {0}/s, {1} left', rate, left),
    tooltip: vscode.l10n.t('{0} At this rate the local ports run out in {1}.', tooltip, left),
    spoken: vscode.l10n.t('New connections: {0} a second, local ports run out in {1}', rate, left),
    isWarning: true,
  };
}
