/** The verdict in the panel's words. */
import * as l10n from '@vscode/l10n';
import { endpointLabel } from '../../explain/addresses';
import { quoted } from '../../explain/hostileText';
import { processLabel } from '../../explain/processLabel';
import { whyUnread } from '../../explain/unreadable';
import type { Confidence, VerdictIllness } from '../../explain/verdict';
import type { ContainerInfo, PortHolder, ProcessInfo } from '../../measure/measurement';
import type { VerdictView } from './protocol';
import { provenanceText, type PanelFacts, type Wording } from './views';

/** A command line on the screen is cut here; hostile ones are megabytes long. */
const longestCommand = 300;

/** What happened, in the panel's words; everything a program said is bounded and one line. */
export function verdictView(
  { verdict, error, errorCount }: NonNullable<PanelFacts['diagnosis']>,
  wording: Wording,
): VerdictView {
  const frame = error?.frame;
  return {
    tone: toneOf(verdict.illness),
    headline: verdict.headline,
    proof: verdict.proof,
    explanation: verdict.explanation,
    confidence: confidenceText(verdict.confidence),
    evidence: [...verdict.evidence, ...(verdict.evidenceAgainst ?? [])].map(({ text, from }) => ({
      text,
      ...(from && { source: provenanceText(from, wording.time) }),
    })),
    disproof: verdict.disproof,
    ...(verdict.wrongAdvice.length > 0 && {
      wrongAdvice: verdict.wrongAdvice.map(({ advice, whyNot, source }) => ({
        text: l10n.t('“{0}”: {1}', advice, whyNot),
        source,
      })),
    }),
    ...(error && { errorLine: error.line }),
    ...(errorCount !== undefined && { errorCount }),
    ...(frame && { frameLabel: `${quoted(baseName(frame.path))}:${frame.line}` }),
    ...(verdict.holder && { holder: holderView(verdict.holder, wording) }),
  };
}

function toneOf(illness: VerdictIllness): VerdictView['tone'] {
  if (illness === 'none') return 'calm';
  return illness === 'undetermined' ? 'unknown' : 'problem';
}

function confidenceText(confidence: Confidence): string {
  switch (confidence) {
    case 'certain':
      return l10n.t('Certain: the numbers prove it');
    case 'likely':
      return l10n.t('Likely: the numbers agree with it');
    case 'possible':
      return l10n.t('Possible: little is known');
  }
}

function holderView(
  { local, process }: PortHolder,
  wording: Wording,
): NonNullable<VerdictView['holder']> {
  const listensOn = { label: l10n.t('Listens on'), text: endpointLabel(local) };
  if (process.kind === 'unavailable') {
    return {
      title: l10n.t('A process that cannot be named'),
      details: [listensOn],
      source: whyUnread(process),
    };
  }
  return {
    title: processLabel(process.value),
    details: [listensOn, ...processDetails(process.value, wording)],
    source: provenanceText(process.from, wording.time),
  };
}

function processDetails(
  process: ProcessInfo,
  { time }: Wording,
): readonly {
  label: string;
  text: string;
}[] {
  const parents = process.parents.map(({ name, processId }) => `${quoted(name)} (${processId})`);
  const details: readonly (readonly [label: string, text: string | undefined])[] = [
    [l10n.t('Command'), process.commandLine && quoted(process.commandLine, longestCommand)],
    [
      l10n.t('Folder'),
      process.workingDirectory && quoted(process.workingDirectory, longestCommand),
    ],
    [l10n.t('Started'), process.startedAtMs === undefined ? undefined : time(process.startedAtMs)],
    [l10n.t('Container'), process.container && containerLabel(process.container)],
    [l10n.t('Started by'), parents.length > 0 ? parents.join(' ← ') : undefined],
  ];
  return details.flatMap(([label, text]) =>
    text === undefined || text === '' ? [] : [{ label, text }],
  );
}

/** `docker 3f1c9a72be04`: the runtime, and as much of the id as its own tools show. */
function containerLabel({ id, runtime }: ContainerInfo): string {
  const short = id.slice(0, 12);
  return runtime === undefined ? short : `${runtime} ${short}`;
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
