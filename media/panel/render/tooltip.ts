/**
 * A tooltip that is also there for the keyboard: it opens on hover, focus and Enter, can itself be
 * hovered, and closes with Escape (WCAG 2.1, 1.4.13). Its words describe the button all the time.
 */
import { element, setHidden, uniqueId } from '../dom';

const marginPx = 8;

/** Wraps `trigger` and shows `content` beside it. */
export function withTooltip(
  trigger: HTMLButtonElement,
  ...content: readonly Node[]
): HTMLSpanElement {
  const tip = element('span', 'tooltip', ...content);
  tip.id = uniqueId('tip');
  tip.setAttribute('role', 'tooltip');
  tip.hidden = true;
  trigger.setAttribute('aria-describedby', tip.id);
  const anchor = element('span', 'tooltip-anchor', trigger, tip);

  const place = () => {
    placeBeside(trigger, tip);
  };
  const open = () => {
    if (tip.hidden) {
      setHidden(tip, false);
      place();
      window.addEventListener('scroll', place, { passive: true });
      window.addEventListener('resize', place);
    }
  };
  const close = () => {
    setHidden(tip, true);
    window.removeEventListener('scroll', place);
    window.removeEventListener('resize', place);
  };
  trigger.addEventListener('click', open);
  anchor.addEventListener('pointerenter', open);
  anchor.addEventListener('pointerleave', () => {
    if (document.activeElement !== trigger) {
      close();
    }
  });
  anchor.addEventListener('focusin', open);
  anchor.addEventListener('focusout', close);
  anchor.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !tip.hidden) {
      close();
      event.stopPropagation();
    }
  });
  return anchor;
}

/** Under the trigger, or over it where there is no room; never outside the window. */
function placeBeside(trigger: HTMLElement, tip: HTMLElement): void {
  const around = trigger.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const rightmost = window.innerWidth - size.width - marginPx;
  const below = around.bottom + 2;
  const fitsBelow = below + size.height + marginPx <= window.innerHeight;
  tip.style.left = `${Math.max(marginPx, Math.min(around.left, rightmost))}px`;
  tip.style.top = `${fitsBelow ? below : Math.max(marginPx, around.top - size.height - 2)}px`;
}
