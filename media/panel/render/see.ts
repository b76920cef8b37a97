/** Block 3: the same story as pictures, each with its sentence and its numbers. */
import * as l10n from '@vscode/l10n';
import type { Block, PanelContext } from '../context';
import { setHidden } from '../dom';
import { createChartFigure } from './chartFigure';
import { createPortMapFigure } from './portMapFigure';
import { section } from './section';

export function createSee(context: PanelContext): Block {
  const chart = createChartFigure(context);
  const portMap = createPortMapFigure(context, {
    id: 'ports',
    title: l10n.t('The port range, port by port'),
    label: l10n.t('Every local port of the range'),
    numbered: true,
  });
  const block = section('see', l10n.t('See it'), '', chart.element, portMap.element);
  return {
    element: block,
    update: (snapshot) => {
      setHidden(block, snapshot.chart === undefined && snapshot.portMap === undefined);
      chart.update(snapshot.chart);
      portMap.update(snapshot);
    },
  };
}
