/** The thin line on top: whose numbers these are, how old, and a new look at them. */
import * as l10n from '@vscode/l10n';
import type { Block, PanelContext } from '../context';
import { button, element, setAttribute, setHidden, setOptionalText, setText } from '../dom';
import { icon } from '../icons';

export function createMachineLine(context: PanelContext): Block {
  const machine = element('span', 'machine-name');
  const measuredAt = element('span', 'measured-at');
  const live = element('span', 'live');
  const label = element('span', '');
  let measuring = false;
  const measure = button(
    'button quiet',
    () => {
      // Not `disabled` while measuring: that would throw the focus away.
      if (!measuring) {
        context.send({ type: 'measure' });
      }
    },
    icon('measure'),
    label,
  );
  return {
    element: element('header', 'machine-line', machine, measuredAt, live, measure),
    update: (snapshot) => {
      measuring = snapshot.phase === 'measuring';
      setOptionalText(machine, snapshot.machine);
      setOptionalText(
        measuredAt,
        snapshot.measuredAt && l10n.t('Read at {0}', snapshot.measuredAt),
      );
      setHidden(live, snapshot.phase === 'empty');
      setAttribute(live, 'data-live', String(snapshot.live));
      setText(live, snapshot.live ? l10n.t('Live') : l10n.t('Not updating'));
      setHidden(measure, snapshot.phase === 'empty');
      setAttribute(measure, 'aria-disabled', measuring ? 'true' : undefined);
      setText(label, measuring ? l10n.t('Measuring…') : l10n.t('Measure again'));
    },
  };
}
