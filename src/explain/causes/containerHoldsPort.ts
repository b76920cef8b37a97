/** A container serves the port: its runtime's proxy listens, or a process in a container does. */
import * as l10n from '@vscode/l10n';
import type { ContainerTarget } from '../act';
import type { Cause } from '../cause';
import { containerProxyOf } from '../containerProxies';
import { heldOpinion, heldPort, type HeldPort } from '../heldPort';
import { quoted } from '../hostileText';
import type { CaseFile } from '../verdict';

export const containerHoldsPort: Cause = {
  id: 'container-holds-port',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held) return undefined;
    const proxy = containerProxyOf(held.process);
    const target = containerTarget(held, theCase.file);
    if (!proxy && !target) return undefined;
    const { port, who } = held;
    const container = target ? containerWords(target) : undefined;
    const runtime = proxy?.label ?? l10n.t('a container');
    return heldOpinion(held, theCase, {
      headline:
        container === undefined
          ? l10n.t('Port {0} is published by {1}: {2}.', String(port), runtime, who)
          : l10n.t('Port {0} is served by the container {1}.', String(port), container),
      explanation: [
        l10n.t(
          'Stop the container, or publish it on another port. The process that listens only passes on: ended by force it leaves the runtime with a wrong idea of its ports.',
        ),
      ],
      disproof: [l10n.t('The error comes again after the container has stopped.')],
      acts: [
        { kind: 'use-next-free-port', port },
        {
          kind: 'stop-container',
          container: target ?? {
            publishedPort: port,
            ...(proxy?.runtime && { runtime: proxy.runtime }),
          },
        },
        ...(target || proxy?.runtime === undefined
          ? []
          : [
              {
                kind: 'copy-command',
                purpose: l10n.t('List which container publishes the port.'),
                command: `${proxy.runtime} ps --filter publish=${port}`,
              } as const,
            ]),
      ],
    });
  },
};

/** The container by what is known of it: the process's own, else the one that publishes the port. */
function containerTarget(
  { process, port }: HeldPort,
  { containers }: CaseFile,
): ContainerTarget | undefined {
  const publishing = containers?.kind === 'value' ? containers.value[0] : undefined;
  if (process.container) {
    const { id, runtime } = process.container;
    const name = publishing?.id === id ? publishing.name : undefined;
    return { id, ...(runtime && { runtime }), ...(name !== undefined && { name }) };
  }
  if (!publishing) return undefined;
  const { id, name, runtime } = publishing;
  return { id, runtime, publishedPort: port, ...(name !== undefined && { name }) };
}

/** `“shop-db” (3f1c9a72be04)`: its name where it has one, and as much of the id as its tools show. */
function containerWords({ id = '', name }: ContainerTarget): string {
  const short = id.slice(0, 12);
  return name === undefined ? short : l10n.t('“{0}” ({1})', quoted(name), short);
}
