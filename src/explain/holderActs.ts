/** What may be done about a program that listens on the wanted port, the safest first. */
import * as l10n from '@vscode/l10n';
import type { ProcessInfo } from '../measure/measurement';
import type { Act, StopTarget } from './act';
import { processLabel } from './processLabel';
import type { HolderRelation } from './whose';

/**
 * The acts for one holder, by whose it is. Nothing of the editor, of the system, of another user or in
 * a container is offered to be stopped; the host refuses those as well, whatever it is asked.
 */
export function holderActs(
  process: ProcessInfo,
  relation: HolderRelation,
  port: number,
): readonly Act[] {
  const elsewhere: Act = { kind: 'use-next-free-port', port };
  const look: Act = { kind: 'show-listening-ports' };
  const wait: Act = { kind: 'wait-until-free', port };
  switch (relation.kind) {
    case 'editor':
      return [{ kind: 'open-ports-view' }, elsewhere];
    case 'container':
      return [
        elsewhere,
        ...(process.container
          ? [{ kind: 'stop-container', container: process.container } as const]
          : []),
      ];
    case 'other-user':
      return [look, elsewhere];
    case 'failed-launch':
      return relation.isLaunchedProcess
        ? [elsewhere]
        : [wait, elsewhere, { kind: 'stop-holder', target: stopTarget(process) }];
    case 'ended-launch':
      return [{ kind: 'stop-holder', target: stopTarget(process) }, elsewhere];
    case 'running-launch':
      return [
        { kind: 'go-to-owner', launch: relation.launch },
        elsewhere,
        { kind: 'stop-holder', target: stopTarget(process) },
      ];
    case 'workspace':
      return relation.isOrphan
        ? [{ kind: 'stop-holder', target: stopTarget(process) }, elsewhere]
        : [look, elsewhere, { kind: 'stop-holder', target: stopTarget(process) }];
    case 'extension':
    case 'stranger':
      return [
        look,
        elsewhere,
        {
          kind: 'stop-holder',
          target: stopTarget(
            process,
            l10n.t('It was not started from this editor: somebody may need it.'),
          ),
        },
      ];
  }
}

/** The holder as it is to be stopped. */
export function stopTarget(process: ProcessInfo, caution?: string): StopTarget {
  const { processId, startedAtMs } = process;
  return {
    processId,
    label: processLabel(process),
    ...(startedAtMs !== undefined && { startedAtMs }),
    ...(caution !== undefined && { caution }),
  };
}
