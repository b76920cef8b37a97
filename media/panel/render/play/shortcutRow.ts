/** A row of buttons, each of which puts the sliders somewhere; the one they stand at is pressed. */
import type { View } from '../../context';
import { button, element, setAttribute, setText, uniqueId } from '../../dom';
import { keyedChildren } from '../../keyedChildren';
import type { Setting } from '../../play/setting';
import type { Shortcut } from '../../play/shortcuts';

export interface ShortcutRowData {
  readonly shortcuts: readonly Shortcut[];
  readonly setting: Setting;
}

export function createShortcutRow(
  title: string,
  onChange: (setting: Setting) => void,
): View<ShortcutRowData> {
  const heading = element('span', 'shortcut-title', title);
  heading.id = uniqueId('shortcuts');
  const buttons = element('div', 'shortcut-buttons');
  buttons.setAttribute('role', 'group');
  buttons.setAttribute('aria-labelledby', heading.id);
  let setting: Setting | undefined;
  const updateButtons = keyedChildren<Shortcut>(
    buttons,
    ({ id }) => id,
    (created) => {
      let shortcut = created;
      const label = element('span', '');
      const made = button(
        'button toggle',
        () => {
          if (setting !== undefined) {
            onChange(shortcut.apply(setting));
          }
        },
        label,
      );
      made.dataset['shortcut'] = created.id;
      return {
        element: made,
        update: (next) => {
          shortcut = next;
          setText(label, next.label);
          const pressed = setting !== undefined && next.isSet(setting);
          setAttribute(made, 'aria-pressed', String(pressed));
        },
      };
    },
  );
  return {
    element: element('div', 'shortcuts', heading, buttons),
    update: (data) => {
      setting = data.setting;
      updateButtons(data.shortcuts);
    },
  };
}
