/**
 * Building and updating elements. Text goes in as text nodes only: nothing in this panel parses
 * HTML, because every word on it may come from a hostile program. Setters write only what differs,
 * so that a selection, a live region and the layout stay untouched when nothing changed.
 */

/** An element with a class and children; strings become text nodes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') {
    made.className = className;
  }
  made.append(...children);
  return made;
}

export function button(
  className: string,
  onClick: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const made = element('button', className, ...children);
  made.type = 'button';
  made.addEventListener('click', onClick);
  return made;
}

export function setText(node: Element, text: string): void {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** `undefined` removes the attribute. */
export function setAttribute(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) {
    node.removeAttribute(name);
  } else if (node.getAttribute(name) !== value) {
    node.setAttribute(name, value);
  }
}

export function setHidden(node: HTMLElement, hidden: boolean): void {
  if (node.hidden !== hidden) {
    node.hidden = hidden;
  }
}

/** Shows the text, or hides the element where there is none. */
export function setOptionalText(node: HTMLElement, text: string | undefined): void {
  setHidden(node, text === undefined || text === '');
  setText(node, text ?? '');
}

let lastId = 0;

/** A document-wide unique id, for `aria-describedby` and its kin. Never made of foreign text. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
