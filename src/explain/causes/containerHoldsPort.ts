/** A container serves the port: its runtime's proxy listens, or a process in a container does. */
import * as l10n from '@vscode/l10n';
import type { ContainerTarget } from '../act';
import type { Case, Cause, Opinion } from '../cause';
import { containerProxyOf } from '../containerProxies';
import { heldOpinion, heldPort, type HeldPort } from '../heldPort';
import { quoted } from '../hostileText';
import type { CaseFile } from '../verdict';
import { addressTakenUnnamed } from './addressTakenUnnamed';

export const containerHoldsPort: Cause = {
  id: 'container-holds-port',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held) return servedUnnamed(theCase);
    const proxy = containerProxyOf(held.process);
    const target = containerTarget(held, theCase.file);
    if (!proxy && !target) return undefined;
    const { port, who } = held;
    const runtime = proxy?.label ?? l10n.t('a container');
    return heldOpinion(held, theCase, {
      headline:
        target === undefined
          ? l10n.t('Port {0} is published by {1}: {2}.', String(port), runtime, who)
          : servedBy(port, target),
      explanation: [howToFree()],
      disproof: [disproof()],
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
                // Podman has no such filter; its list shows the ports.
                command:
                  proxy.runtime === 'docker' ? `docker ps --filter publish=${port}` : 'podman ps',
              } as const,
            ]),
      ],
    });
  },
};

/**
 * The daemon of a system's Docker, and so its proxy, runs as root (docs.docker.com/engine/security), so
 * an ordinary user cannot name who listens; the runtime itself says all the same which container has
 * the port published.
 */
function servedUnnamed(theCase: Case): Opinion | undefined {
  const unnamed = addressTakenUnnamed.applies(theCase);
  const port = unnamed?.holder?.local.port;
  const target = port === undefined ? undefined : publishingTarget(theCase.file, port);
  if (unnamed === undefined || port === undefined || target === undefined) return undefined;
  return {
    ...unnamed,
    confidence: unnamed.confidence === 'certain' ? 'likely' : unnamed.confidence,
    headline: servedBy(port, target),
    explanation: howToFree(),
    disproof: [disproof(), ...unnamed.disproof],
    acts: [
      { kind: 'use-next-free-port', port },
      { kind: 'stop-container', container: target },
      { kind: 'show-listening-ports' },
    ],
  };
}

function servedBy(port: number, target: ContainerTarget): string {
  return l10n.t('Port {0} is served by the container {1}.', String(port), containerWords(target));
}

function howToFree(): string {
  return l10n.t(
    'Stop the container, or publish it on another port. The process that listens only passes on: ended by force it leaves the runtime with a wrong idea of its ports.',
  );
}

function disproof(): string {
  return l10n.t('The error comes again after the container has stopped.');
}

/** The container that has the port published, where its runtime was asked and knows one. */
function publishingTarget({ containers }: CaseFile, port: number): ContainerTarget | undefined {
  const [publishing] = containers?.kind === 'value' ? containers.value : [];
  if (publishing === undefined) return undefined;
  const { id, name, runtime } = publishing;
  return { id, runtime, publishedPort: port, ...(name !== undefined && { name }) };
}

/** The container by what is known of it: the process's own, else the one that publishes the port. */
function containerTarget({ process, port }: HeldPort, file: CaseFile): ContainerTarget | undefined {
  const publishing = publishingTarget(file, port);
  if (process.container) {
    const { id, runtime } = process.container;
    const name = publishing?.id === id ? publishing.name : undefined;
    return { id, ...(runtime && { runtime }), ...(name !== undefined && { name }) };
  }
  return publishing;
}

/** `“shop-db” (3f1c9a72be04)`: its name where it has one, and as much of the id as its tools show. */
function containerWords({ id = '', name }: ContainerTarget): string {
  const short = id.slice(0, 12);
  return name === undefined ? short : l10n.t('“{0}” ({1})', quoted(name), short);
}
