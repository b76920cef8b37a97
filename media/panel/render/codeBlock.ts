/** Words of a machine, kept as they are: a program's error line, a command to copy. */
import { element } from '../dom';

/** The block and the element that takes its text. Long lines wrap; a tall block scrolls by keyboard too. */
export function codeBlock(label: string): {
  readonly element: HTMLElement;
  readonly code: HTMLElement;
} {
  const code = element('code', '');
  const block = element('pre', 'code', code);
  block.tabIndex = 0;
  block.setAttribute('role', 'group');
  block.setAttribute('aria-label', label);
  return { element: block, code };
}
