/** Whether a remedy helps, as a word and a sign. */
import * as l10n from '@vscode/l10n';
import type { View } from '../context';
import { element, setAttribute } from '../dom';
import { icon } from '../icons';

const effects = ['cures', 'postpones', 'no-effect', 'harmful', 'impossible'] as const;
type Effect = (typeof effects)[number];

/** Takes the remedy's verdict id; any other word is shown as it is, without judging it. */
export function createBadge(): View<string> {
  const badge = element('span', 'badge effect-badge');
  let shown: string | undefined;
  return {
    element: badge,
    update: (name) => {
      if (name === shown) {
        return;
      }
      shown = name;
      const effect = effects.find((known) => known === name);
      setAttribute(badge, 'data-effect', effect);
      badge.replaceChildren(icon(effect ?? 'advice'), effect ? word(effect) : name);
    },
  };
}

function word(effect: Effect): string {
  switch (effect) {
    case 'cures':
      return l10n.t('Cures');
    case 'postpones':
      return l10n.t('Postpones');
    case 'no-effect':
      return l10n.t('No effect');
    case 'harmful':
      return l10n.t('Makes it worse');
    case 'impossible':
      return l10n.t('Not possible here');
  }
}
