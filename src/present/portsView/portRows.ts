/** The listening ports as rows: which, whose, since when, and what can be done about each. Pure. */
import * as l10n from '@vscode/l10n';
import type { Act } from '../../explain/act';
import { endpointLabel } from '../../explain/addresses';
import { numberWords } from '../../explain/format';
import { holderActs } from '../../explain/holderActs';
import { quoted } from '../../explain/hostileText';
import { baseName } from '../../explain/paths';
import { processLabel } from '../../explain/processLabel';
import { whyUnread } from '../../explain/unreadable';
import {
  relationOf,
  whoseWords,
  type EditorContext,
  type HolderRelation,
} from '../../explain/whose';
import type { PortHolder, ProcessInfo } from '../../measure/measurement';
import { relayOf, systemProgram } from '../../measure/stop/knownPrograms';
import type { Platform } from '../../recognize/socketError';

export interface PortRow {
  /** Stays the same from look to look, as long as the same process listens on the port. */
  readonly id: string;
  readonly port: number;
  /** Behind the port: program, whose, project, age. */
  readonly description: string;
  /** The same as one sentence, and at which addresses. */
  readonly sentence: string;
  readonly holder: PortHolder;
  /** Started from this editor, or running in a folder that is open here. */
  readonly isOurs: boolean;
  readonly acts: readonly Act[];
}

export interface RowSetting {
  readonly platform: Platform;
  readonly nowMs: number;
  readonly locale: string;
  readonly context: EditorContext;
}

/** A listener on both IPv4 and IPv6 is one row; what is ours comes first, then by port. */
export function portRows(holders: readonly PortHolder[], setting: RowSetting): readonly PortRow[] {
  const groups = new Map<string, PortHolder[]>();
  for (const holder of holders) {
    const key = `${holder.local.port} ${processKey(holder)}`;
    groups.set(key, [...(groups.get(key) ?? []), holder]);
  }
  return [...groups]
    .flatMap(([id, [first, ...others]]) => (first ? [row(id, first, others, setting)] : []))
    .sort((a, b) => Number(b.isOurs) - Number(a.isOurs) || a.port - b.port);
}

function processKey({ process }: PortHolder): string {
  return process.kind === 'value' ? String(process.value.processId) : process.reason;
}

function row(
  id: string,
  holder: PortHolder,
  others: readonly PortHolder[],
  setting: RowSetting,
): PortRow {
  const { local, process } = holder;
  const places = [holder, ...others].map((each) => endpointLabel(each.local)).join(', ');
  if (process.kind === 'unavailable') {
    const why = whyUnread(process);
    return {
      id,
      port: local.port,
      description: l10n.t('a process that cannot be named'),
      sentence: l10n.t('{0}: a process that cannot be named ({1}).', places, why),
      holder,
      isOurs: false,
      acts: [],
    };
  }
  const relation = relationOf(process.value, setting.context);
  const words = numberWords(setting.locale);
  const whose = whoseWords(process.value, relation, { ...setting, words });
  return {
    id,
    port: local.port,
    description: describe(process.value, relation, setting),
    sentence: l10n.t('{0}: {1}.', places, whose),
    holder,
    isOurs: isOurs(relation),
    acts: actsFor(process.value, relation, local.port, setting),
  };
}

/** The list itself is on the screen; what would be refused is not offered. */
function actsFor(
  process: ProcessInfo,
  relation: HolderRelation,
  port: number,
  { platform }: RowSetting,
): readonly Act[] {
  const relay = relayOf(process.name, process.commandLine);
  if (relay === 'container') {
    return [
      { kind: 'use-next-free-port', port },
      { kind: 'stop-container', container: { publishedPort: port } },
    ];
  }
  const mayStop = relay === undefined && !systemProgram(process, platform);
  return holderActs(process, relation, port).filter(
    ({ kind }) => kind !== 'show-listening-ports' && (mayStop || kind !== 'stop-holder'),
  );
}

/** `node server.js (pid 4242) · left over from “API” · api · 3 h`: a side bar is narrow. */
function describe(
  process: ProcessInfo,
  relation: HolderRelation,
  { nowMs, locale }: RowSetting,
): string {
  const { workingDirectory, startedAtMs } = process;
  const age =
    startedAtMs === undefined
      ? undefined
      : numberWords(locale).duration(Math.max(0, nowMs - startedAtMs));
  const project = workingDirectory === undefined ? '' : quoted(baseName(workingDirectory), 40);
  return [processLabel(process), whoseBadge(relation), project, age]
    .filter((part) => part !== undefined && part !== '')
    .join(' · ');
}

function isOurs({ kind }: HolderRelation): boolean {
  switch (kind) {
    case 'failed-launch':
    case 'ended-launch':
    case 'running-launch':
    case 'workspace':
      return true;
    case 'editor':
    case 'extension':
    case 'container':
    case 'other-user':
    case 'stranger':
      return false;
  }
}

function whoseBadge(relation: HolderRelation): string | undefined {
  switch (relation.kind) {
    case 'failed-launch':
    case 'running-launch':
      return quoted(relation.launch.label, 40);
    case 'ended-launch':
      return l10n.t('left over from “{0}”', quoted(relation.launch.label, 40));
    case 'workspace':
      return relation.isOrphan ? l10n.t('this folder, left over') : l10n.t('this folder');
    case 'editor':
      return l10n.t('this editor');
    case 'extension':
      return l10n.t('an extension');
    case 'container':
      return l10n.t('a container');
    case 'other-user':
      return l10n.t('another user');
    case 'stranger':
      return undefined;
  }
}
