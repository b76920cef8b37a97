/** Block 2: why it happens, as a line one can read aloud, and the same sum on other systems. */
import * as l10n from '@vscode/l10n';
import type { PresetView } from '../../../src/present/panel/protocol';
import type { Block, PanelContext, View } from '../context';
import { element, setHidden, setOptionalText, setText } from '../dom';
import { createLifeOfPort } from './lifeOfPort';
import { createPhrase } from './phrase';
import { createTermRow } from './prose';
import { section } from './section';
import { createTable, textCell } from './table';

export interface ArithmeticBlock extends Block {
  /** Takes the reader here, and the keyboard with them. */
  readonly reveal: () => void;
}

export function createArithmetic(context: PanelContext): ArithmeticBlock {
  const phrase = createPhrase();
  const elsewhere = element('p', 'elsewhere');
  const clearing = createPhrase();
  clearing.element.classList.add('clearing');
  const life = createLifeOfPort(context);
  const presets = createPresets();
  const block = section(
    'arithmetic',
    l10n.t('Why: the arithmetic'),
    l10n.t('Each number says where it was read when you point at it or tab to it.'),
    phrase.element,
    elsewhere,
    clearing.element,
    createTermRow(l10n.t('In plain words:')),
    life.element,
    presets.element,
  );
  block.tabIndex = -1;
  return {
    element: block,
    reveal: () => {
      block.focus();
    },
    update: (snapshot) => {
      const { arithmetic } = snapshot;
      life.update(snapshot);
      setHidden(block, arithmetic === undefined);
      if (arithmetic !== undefined) {
        phrase.update(arithmetic.sentence);
        setOptionalText(elsewhere, arithmetic.elsewhere);
        setHidden(clearing.element, arithmetic.clearing === undefined);
        clearing.update(arithmetic.clearing ?? []);
        setHidden(presets.element, arithmetic.presets.length === 0);
        presets.update(arithmetic.presets);
      }
    },
  };
}

function createPresets(): View<readonly PresetView[]> {
  const table = createTable<PresetView>({
    caption: l10n.t('The same rate on other systems'),
    keyOf: ({ id }) => id,
    isCurrent: ({ live }) => live,
    columns: [
      { title: l10n.t('System'), cell: createPresetName },
      { title: l10n.t('Ports'), className: 'number', cell: textCell(({ ports }) => ports) },
      {
        title: l10n.t('TIME_WAIT'),
        className: 'number',
        cell: textCell(({ timeWait }) => timeWait),
      },
      { title: l10n.t('Keeps up with'), className: 'number', cell: textCell(({ rate }) => rate) },
      { title: l10n.t('At your rate'), cell: textCell(({ outcome }) => outcome) },
    ],
  });
  const heading = element('h3', '', l10n.t('The same rate on other systems'));
  return { element: element('div', 'presets', heading, table.element), update: table.update };
}

function createPresetName(): View<PresetView> {
  const label = element('span', 'row-name');
  const live = element('span', 'badge', l10n.t('measured here'));
  const note = element('span', 'row-note');
  return {
    element: element('div', '', label, ' ', live, note),
    update: (preset) => {
      setText(label, preset.label);
      setHidden(live, !preset.live);
      setOptionalText(note, preset.note);
    },
  };
}
