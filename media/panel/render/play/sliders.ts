/** The sliders, each with a field for the exact number and a plain word on what it is. */
import type { NumberWords } from '../../../../src/explain/format';
import type { View } from '../../context';
import { element, setAttribute, uniqueId } from '../../dom';
import { fields, type Field } from '../../play/fields';
import { inside, lastPosition, positionOf, valueAt } from '../../play/scales';
import type { Setting } from '../../play/setting';
import { createProse } from '../prose';

/** `onChange` is called with the setting after each move of a slider or key in a field. */
export function createSliders(
  words: NumberWords,
  onChange: (setting: Setting) => void,
): View<Setting> {
  const rows = fields().map((field) => createSlider(field, words, onChange));
  return {
    element: element('div', 'sliders', ...rows.map((row) => row.element)),
    update: (setting) => {
      for (const row of rows) {
        row.update(setting);
      }
    },
  };
}

function createSlider(
  field: Field,
  words: NumberWords,
  onChange: (setting: Setting) => void,
): View<Setting> {
  let setting: Setting | undefined;
  const { scale } = field;
  const label = element('label', 'slider-label', field.label);
  const slider = element('input', 'slider');
  slider.type = 'range';
  slider.id = uniqueId('slider');
  slider.min = '0';
  slider.max = String(lastPosition(scale));
  slider.step = '1';
  slider.dataset['field'] = field.id;
  label.htmlFor = slider.id;
  const number = element('input', 'slider-number');
  number.type = 'number';
  number.min = String(scale.min);
  number.max = String(scale.max);
  number.step = 'any';
  number.dataset['field'] = field.id;
  number.setAttribute('aria-label', `${field.label}, ${field.unit}`);
  const note = createProse('slider-note');
  note.element.id = uniqueId('slider-note');
  note.update(field.note);
  slider.setAttribute('aria-describedby', note.element.id);

  const change = (value: number) => {
    if (setting !== undefined) {
      onChange(field.write(setting, inside(scale, value)));
    }
  };
  slider.addEventListener('input', () => {
    change(valueAt(scale, slider.valueAsNumber));
  });
  number.addEventListener('input', () => {
    // Half a number ("1e", nothing) is no answer yet.
    if (Number.isFinite(number.valueAsNumber)) {
      change(number.valueAsNumber);
    }
  });
  const writeNumber = () => {
    if (setting !== undefined) {
      number.value = String(readable(field.read(setting)));
    }
  };
  number.addEventListener('change', writeNumber);

  return {
    element: element(
      'div',
      'slider-row',
      label,
      slider,
      element('span', 'slider-value', number, element('span', 'slider-unit', field.unit)),
      note.element,
    ),
    update: (next) => {
      setting = next;
      const value = field.read(next);
      // A slider that stands for the value already is not moved: several positions may round to it.
      if (slider.value === '' || valueAt(scale, slider.valueAsNumber) !== value) {
        slider.value = String(positionOf(scale, value));
      }
      setAttribute(slider, 'aria-valuetext', field.spoken(value, words));
      // What is being typed is not rewritten under the fingers.
      if (document.activeElement !== number) {
        writeNumber();
      }
    },
  };
}

/** Free of the dust that binary fractions leave: 29 instead of 28.999999999999996. */
function readable(value: number): number {
  return Number(value.toPrecision(6));
}
