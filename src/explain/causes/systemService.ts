/** A service of the system holds the port: AirPlay, HTTP.sys, IIS, a database. */
import * as l10n from '@vscode/l10n';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';
import { systemServiceOf } from '../systemServices';

/** These relations say that a person started it here, as one also does with a database. */
const startedHere: ReadonlySet<string> = new Set([
  'failed-launch',
  'ended-launch',
  'running-launch',
  'workspace',
]);

export const systemService: Cause = {
  id: 'system-service',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held || startedHere.has(held.relation.kind)) return undefined;
    const { port, process, who } = held;
    const service = systemServiceOf(process, port, theCase.file.measurement.platform);
    if (!service) return undefined;
    return heldOpinion(held, theCase, {
      headline: l10n.t('Port {0} belongs to {1} here: {2}.', String(port), service.label, who),
      explanation: [service.advice()],
      disproof: [l10n.t('The error comes again after {0} was switched off.', service.label)],
      acts: [
        { kind: 'use-next-free-port', port },
        ...(service.command
          ? [
              {
                kind: 'copy-command',
                purpose: service.command.purpose(),
                command: service.command.command,
              } as const,
            ]
          : []),
        { kind: 'show-listening-ports' },
      ],
    });
  },
};
