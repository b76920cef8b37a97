/** A port that a known process listens on, while a listen failed: what all causes of that kind say. */
import * as l10n from '@vscode/l10n';
import type { PortHolder, ProcessInfo, Provenance } from '../measure/measurement';
import type { SocketError } from '../recognize/socketError';
import type { Act } from './act';
import { endpointLabel, isSameAddress } from './addresses';
import type { Case, Opinion } from './cause';
import { textEvidence } from './evidence';
import { quoted } from './hostileText';
import { holderInTheWay, takenPort, type TakenPort } from './listener';
import { processLabel } from './processLabel';
import type { Confidence, Evidence } from './verdict';
import {
  noEditorContext,
  relationOf,
  whoseWords,
  type EditorContext,
  type HolderRelation,
} from './whose';

/** The error, the holder in its way, and whose it is. */
export interface HeldPort {
  readonly error: SocketError;
  readonly taken: TakenPort;
  readonly holder: PortHolder;
  readonly process: ProcessInfo;
  readonly relation: HolderRelation;
  readonly context: EditorContext;
  readonly port: number;
  /** `node server.js (pid 4242)`. */
  readonly who: string;
  /** The same with its age, its starter and its folder. */
  readonly whose: string;
  /** `127.0.0.1:3000`: where it listens. */
  readonly at: string;
  /** It stands in the way, by its address or a wildcard. */
  readonly isInTheWay: boolean;
  /** It listens at the very address that was refused, or the text names none. */
  readonly isExactAddress: boolean;
  readonly from: Provenance;
}

/** Undefined where no listen failed, or nobody listens there, or the listener cannot be named. */
export function heldPort(theCase: Case): HeldPort | undefined {
  const { file, words } = theCase;
  const { error, holders, editor: context = noEditorContext } = file;
  const taken = takenPort(theCase);
  if (!taken || !error || holders?.kind !== 'value') return undefined;
  const found = holderInTheWay(holders.value, taken.address);
  if (found?.holder.process.kind !== 'value') return undefined;

  const { holder } = found;
  const process = found.holder.process.value;
  const relation = relationOf(process, context);
  return {
    error,
    taken,
    holder,
    process,
    relation,
    context,
    port: holder.local.port,
    who: processLabel(process),
    whose: whoseWords(process, relation, { nowMs: file.nowMs, words, context }),
    at: endpointLabel(holder.local),
    isInTheWay: found.isSameAddress,
    isExactAddress: taken.address === '' || isSameAddress(holder.local.address, taken.address),
    from: holders.from,
  };
}

/** What a cause says of its own; the rest is the same for all. */
export interface HeldWords {
  readonly headline: string;
  readonly proof?: string;
  readonly explanation: readonly string[];
  readonly acts: readonly Act[];
  /** How sure the cause is; that the port is held at all may be less sure, and then counts. */
  readonly confidence?: Confidence;
  readonly evidenceFor?: readonly Evidence[];
  readonly evidenceAgainst?: readonly Evidence[];
  readonly disproof?: readonly string[];
}

const confidences: readonly Confidence[] = ['possible', 'likely', 'certain'];

/** The opinion of a cause on a port that is held. */
export function heldOpinion(held: HeldPort, { file }: Case, words: HeldWords): Opinion {
  const { error, taken, holder, relation, at, who, from, isInTheWay } = held;
  const listens = l10n.t('{0} listens at {1}.', who, at);
  return {
    weight: taken.weight,
    confidence: lowest(isInTheWay ? taken.confidence : 'possible', words.confidence ?? 'certain'),
    illness: 'address-taken',
    headline: words.headline,
    proof: words.proof ?? listens,
    explanation: words.explanation.join(' '),
    evidenceFor: [textEvidence(error, file), { text: listens, from }, ...(words.evidenceFor ?? [])],
    evidenceAgainst: [
      ...(isInTheWay
        ? []
        : [
            {
              text: l10n.t(
                'It listens at another address than the one that was refused ({0}).',
                endpointLabel(error.endpoint ?? {}),
              ),
            },
          ]),
      ...(words.evidenceAgainst ?? []),
    ],
    disproof: [
      ...(words.disproof ?? [l10n.t('The error comes again after {0} has stopped.', who)]),
      l10n.t('The program runs in another container or network namespace than the one looked at.'),
    ],
    holder,
    relation,
    acts: words.acts,
  };
}

/** "It runs in /home/ada/api.", where that is known. */
export function folderSentence({ workingDirectory }: ProcessInfo): readonly string[] {
  return workingDirectory === undefined
    ? []
    : [l10n.t('It runs in {0}.', quoted(workingDirectory))];
}

function lowest(left: Confidence, right: Confidence): Confidence {
  return confidences.indexOf(left) < confidences.indexOf(right) ? left : right;
}
