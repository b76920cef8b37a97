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
        context.playback.resume();
        context.send({ type: 'measure' });
      }
    },
    icon('measure'),
    label,
  );
  const { playback } = context;
  const pauseLabel = element('span', '');
  const pause = button(
    'button quiet pause',
    () => {
      if (playback.paused) {
        playback.resume();
      } else {
        playback.pause();
      }
    },
    pauseLabel,
  );
  let isLive = false;
  const showPace = () => {
    setAttribute(live, 'data-live', String(isLive && !playback.paused));
    setText(live, paceWords(isLive, playback.paused));
    setText(pauseLabel, playback.paused ? l10n.t('Go on') : l10n.t('Pause'));
    setHidden(pause, !isLive && !playback.paused);
  };
  playback.onChange(showPace);
  return {
    element: element('header', 'machine-line', machine, measuredAt, live, pause, measure),
    update: (snapshot) => {
      measuring = snapshot.phase === 'measuring';
      setOptionalText(machine, snapshot.machine);
      setOptionalText(
        measuredAt,
        snapshot.measuredAt && l10n.t('Read at {0}', snapshot.measuredAt),
      );
      setHidden(live, snapshot.phase === 'empty');
      isLive = snapshot.live;
      showPace();
      setHidden(measure, snapshot.phase === 'empty');
      setAttribute(measure, 'aria-disabled', measuring ? 'true' : undefined);
      setText(label, measuring ? l10n.t('Measuring…') : l10n.t('Measure again'));
    },
  };
}

function paceWords(isLive: boolean, isPaused: boolean): string {
  if (isPaused) return l10n.t('Paused');
  return isLive ? l10n.t('Live') : l10n.t('Not updating');
}
