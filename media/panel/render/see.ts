/** Block 3: the same story as pictures, each with its sentence and its numbers; one can look back. */
import * as l10n from '@vscode/l10n';
import { numberWords } from '../../../src/explain/format';
import type { PortMapView, Snapshot } from '../../../src/present/panel/protocol';
import { createPortHistory } from '../charts/portHistory';
import type { Block, PanelContext } from '../context';
import { setHidden } from '../dom';
import { formatTime, language } from '../format';
import { createChartFigure } from './chartFigure';
import { createLookBack, pastTimes } from './lookBack';
import { portsInWords } from './portsInWords';
import { createPortMapFigure } from './portMapFigure';
import { section } from './section';

export function createSee(context: PanelContext): Block {
  const words = numberWords(language() ?? 'en');
  const history = createPortHistory();
  let now: Pick<Snapshot, 'portMap' | 'live'> = { live: false };
  const chart = createChartFigure(context);
  const portMap = createPortMapFigure(context, {
    id: 'ports',
    title: l10n.t('The port range, port by port'),
    label: l10n.t('Every local port of the range'),
    numbered: true,
  });
  const lookBack = createLookBack(context, (atS) => {
    chart.showTime(atS);
    portMap.update(atS === undefined ? now : { portMap: pictureAt(atS), live: false });
  });
  const pictureAt = (atS: number): PortMapView | undefined => {
    const { portMap: present } = now;
    const past = history.at(atS);
    if (present === undefined || past === undefined) {
      return (
        present && {
          ...present,
          summary: l10n.t('The ports at {0} were not kept. Shown are the latest.', formatTime(atS)),
        }
      );
    }
    return {
      ...past,
      summary: l10n.t('At {0}: {1}.', formatTime(atS), portsInWords(past, words)),
      source: present.source,
    };
  };
  const block = section(
    'see',
    l10n.t('See it'),
    '',
    lookBack.element,
    chart.element,
    portMap.element,
  );
  return {
    element: block,
    update: (snapshot) => {
      now = snapshot;
      setHidden(block, snapshot.chart === undefined && snapshot.portMap === undefined);
      const latestS = snapshot.chart && pastTimes(snapshot.chart).at(-1);
      if (latestS !== undefined && snapshot.portMap !== undefined) {
        history.keep(latestS, snapshot.portMap);
      }
      lookBack.update(snapshot.chart);
      chart.update(snapshot.chart);
      portMap.update(snapshot);
    },
  };
}
