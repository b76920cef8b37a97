/** Two addresses that are written differently and overlap: a wildcard, or the two families of IP. */
import * as l10n from '@vscode/l10n';
import { endpointLabel, isIpv6, isWildcard } from '../addresses';
import type { Cause } from '../cause';
import { heldOpinion, heldPort } from '../heldPort';
import { holderActs } from '../holderActs';
import { quoted } from '../hostileText';

export const addressOverlap: Cause = {
  id: 'address-overlap',
  applies: (theCase) => {
    const held = heldPort(theCase);
    if (!held || held.isExactAddress || !held.isInTheWay) return undefined;
    const { holder, taken, port, at, whose } = held;
    const wanted = endpointLabel({ address: taken.address, port });
    const isHeldByAll = isWildcard(holder.local.address);
    const isOtherFamily = isIpv6(holder.local.address) !== isIpv6(taken.address);
    return heldOpinion(held, theCase, {
      headline: isHeldByAll
        ? l10n.t(
            'Port {0} is held on all addresses, {1} included: {2}.',
            String(port),
            quoted(taken.address),
            whose,
          )
        : l10n.t(
            'Port {0} is wanted on all addresses, and one of them is held: {1}.',
            String(port),
            whose,
          ),
      proof: isHeldByAll
        ? l10n.t('It listens at {0}, which includes {1}.', at, wanted)
        : l10n.t('It listens at {0}, which {1} includes.', at, wanted),
      explanation: [
        isOtherFamily
          ? l10n.t(
              'A socket at [::] takes the IPv4 addresses as well, unless it is told to be IPv6 only, so that the two families are in each other’s way.',
            )
          : l10n.t('A socket at all addresses takes each single one of them.'),
        l10n.t(
          'Where the two listen at different single addresses there is no error at all, and “localhost” reaches one or the other: say 127.0.0.1 or ::1 in both places.',
        ),
      ],
      acts: holderActs(held.process, held.relation, port),
    });
  },
};
