/**
 * A person gave a text: a log, a message from a colleague. What it says is known; when and where it
 * struck is not, so this machine's numbers of now are a comparison and never a proof.
 */
import * as l10n from '@vscode/l10n';
import type { SocketError } from '../../recognize/socketError';
import { endpointLabel } from '../addresses';
import type { Case, Cause } from '../cause';
import { poolEvidence, unreadEvidence } from '../evidence';
import { quoted } from '../hostileText';
import { holderInTheWay } from '../listener';
import { processLabel } from '../processLabel';
import type { Evidence } from '../verdict';

export const pastedText: Cause = {
  id: 'pasted-text',
  applies: (theCase) => {
    const { file, pool, words } = theCase;
    const { error, holders } = file;
    if (file.isPasted !== true || !error) return undefined;
    const listening = listenerNow(theCase, error);
    const isAboutPorts =
      error.illness === 'ephemeral-exhaustion' || error.illness === 'undetermined';
    const here = isAboutPorts && pool.kind === 'examined' ? pool.pool : undefined;
    return {
      weight: 'settled',
      confidence: 'possible',
      illness: error.illness,
      headline: headline(error),
      proof:
        listening?.text ??
        (here
          ? l10n.t(
              'Here and now {0} of the ports to {1} are in use.',
              words.percent(here.share),
              here.label,
            )
          : l10n.t('The text does not say on which machine that was, nor when.')),
      explanation: [
        meaning(error),
        l10n.t('Run the program here, and the error is measured in the moment in which it comes.'),
      ].join(' '),
      evidenceFor: [
        { text: l10n.t('The text says: “{0}”', quoted(error.line, 200)) },
        ...(listening ? [listening] : []),
        ...(here ? poolEvidence(here, words) : []),
      ],
      evidenceAgainst: holders?.kind === 'unavailable' ? [unreadEvidence(holders)] : [],
      disproof: [
        l10n.t(
          'The text is of another machine or an earlier time: then the numbers of this machine say nothing about it.',
        ),
      ],
    };
  },
};

function headline(error: SocketError): string {
  const at = endpointLabel(error.endpoint ?? {});
  switch (error.illness) {
    case 'address-taken':
      return at === ''
        ? l10n.t('In this text, a program found its address taken.')
        : l10n.t('In this text, a program found {0} taken.', at);
    case 'ephemeral-exhaustion':
      return at === ''
        ? l10n.t('In this text, a program ran out of local ports.')
        : l10n.t('In this text, a program ran out of local ports to {0}.', at);
    case 'port-forbidden':
      return at === ''
        ? l10n.t('In this text, the system refused a port.')
        : l10n.t('In this text, the system refused {0}.', at);
    case 'address-not-local':
      return at === ''
        ? l10n.t('In this text, a program wanted an address that its machine does not have.')
        : l10n.t('In this text, a program wanted {0}, which its machine does not have.', at);
    case 'undetermined':
      return l10n.t('This text alone cannot tell what was wrong.');
  }
}

function meaning({ illness }: SocketError): string {
  switch (illness) {
    case 'address-taken':
      return l10n.t('Only one socket can listen at an address and port.');
    case 'ephemeral-exhaustion':
      return l10n.t(
        'A connection needs a free local port, and each closed one keeps its port for a while. Programs that open a connection for every call run out of them.',
      );
    case 'port-forbidden':
      return l10n.t(
        'Some ports are reserved: the low ones for administrators, and on Windows whole ranges.',
      );
    case 'address-not-local':
      return l10n.t('A program can listen only at an address of the machine it runs on.');
    case 'undetermined':
      return l10n.t(
        'The same words name two troubles: a listen that finds its port taken, and a connect that finds no free local port. The failing call in the stack trace tells which.',
      );
  }
}

/** Who listens now on the port that the text says was taken. */
function listenerNow({ file }: Case, error: SocketError): Evidence | undefined {
  const { holders } = file;
  const { port, address = '' } = error.endpoint ?? {};
  if (error.illness !== 'address-taken' || port === undefined || holders?.kind !== 'value') {
    return undefined;
  }
  const found = holderInTheWay(holders.value, address)?.holder;
  if (!found) {
    return {
      text: l10n.t('Here and now nobody listens on port {0}.', String(port)),
      from: holders.from,
    };
  }
  const who =
    found.process.kind === 'value'
      ? processLabel(found.process.value)
      : l10n.t('a program that cannot be named');
  return {
    text: l10n.t('Here and now {0} listens on port {1}.', who, String(port)),
    from: holders.from,
  };
}
