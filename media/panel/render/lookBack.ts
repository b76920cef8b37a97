/** A slider over the kept history: moving it stops the page at that moment. */
import * as l10n from '@vscode/l10n';
import { numberWords } from '../../../src/explain/format';
import type { ChartView } from '../../../src/present/panel/protocol';
import type { PanelContext, View } from '../context';
import { element, setAttribute, setHidden, setText, uniqueId } from '../dom';
import { formatTime, language } from '../format';

/** `onMoment` is told the second to show; undefined: the present. */
export function createLookBack(
  { playback }: PanelContext,
  onMoment: (atS: number | undefined) => void,
): View<ChartView | undefined> {
  const words = numberWords(language() ?? 'en');
  let timesS: readonly number[] = [];
  const label = element('label', 'look-back-label', l10n.t('Look back'));
  const slider = element('input', 'slider');
  slider.type = 'range';
  slider.id = uniqueId('look-back');
  slider.min = '0';
  slider.step = '1';
  label.htmlFor = slider.id;
  const moment = element('output', 'look-back-moment');
  moment.htmlFor = slider.id;
  const row = element('div', 'look-back', label, slider, moment);

  const say = () => {
    const atS = timesS[slider.valueAsNumber];
    const latestS = timesS.at(-1);
    const text =
      atS === undefined || latestS === undefined || !playback.paused
        ? l10n.t('now')
        : atS === latestS
          ? formatTime(atS)
          : l10n.t('{0}, {1} before', formatTime(atS), words.duration((latestS - atS) * 1_000));
    setText(moment, text);
    setAttribute(slider, 'aria-valuetext', text);
  };
  const toTheEnd = () => {
    slider.value = slider.max;
  };
  slider.addEventListener('input', () => {
    playback.pause();
    say();
    onMoment(timesS[slider.valueAsNumber]);
  });
  playback.onChange(() => {
    if (!playback.paused) {
      toTheEnd();
      onMoment(undefined);
    }
    say();
  });
  return {
    element: row,
    update: (chart) => {
      timesS = chart === undefined ? [] : pastTimes(chart);
      setHidden(row, timesS.length < 2);
      slider.max = String(Math.max(0, timesS.length - 1));
      toTheEnd();
      say();
    },
  };
}

/** The seconds that were measured: what lies ahead is a forecast. */
export function pastTimes({ timesS, connectionsPerSecond }: ChartView): readonly number[] {
  return timesS.filter((_, index) => typeof connectionsPerSecond[index] === 'number');
}
