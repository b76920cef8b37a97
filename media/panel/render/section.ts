/** A block with a heading, and a `<details>` that stays as the reader left it. */
import type { PanelContext } from '../context';
import { element, uniqueId } from '../dom';

/** `lead` is the plain-word line under the heading. */
export function section(
  className: string,
  title: string,
  lead: string,
  ...children: readonly Node[]
): HTMLElement {
  const heading = element('h2', '', title);
  heading.id = uniqueId('heading');
  const made = element('section', `block ${className}`, heading);
  if (lead !== '') {
    made.append(element('p', 'lead', lead));
  }
  made.append(...children);
  made.setAttribute('aria-labelledby', heading.id);
  return made;
}

/** `id` names it in the kept view state; `onToggle` is called when it opens or closes. */
export function details(
  context: PanelContext,
  id: string,
  summary: string,
  content: readonly Node[],
  onToggle: (open: boolean) => void = () => undefined,
): HTMLDetailsElement {
  const made = element(
    'details',
    'more',
    element('summary', '', summary),
    element('div', 'more-content', ...content),
  );
  made.open = context.view.isOpen(id);
  made.addEventListener('toggle', () => {
    context.view.setOpen(id, made.open);
    onToggle(made.open);
  });
  return made;
}
