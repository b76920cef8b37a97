/** The colours of the pictures, read from the style sheet, which takes them from the theme. */

export interface Palette {
  readonly text: string;
  readonly faint: string;
  readonly background: string;
  readonly occupied: string;
  readonly capacity: string;
  readonly rate: string;
  readonly error: string;
  readonly open: string;
  readonly waiting: string;
  readonly fontFamily: string;
}

/** A canvas does not follow the style sheet by itself, so its colours are read when it is drawn. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const color = (name: string) => style.getPropertyValue(`--sd-${name}`).trim();
  return {
    text: color('text'),
    faint: color('faint'),
    background: color('background'),
    occupied: color('occupied'),
    capacity: color('capacity'),
    rate: color('rate'),
    error: color('error'),
    open: color('open'),
    waiting: color('waiting'),
    fontFamily: style.fontFamily,
  };
}

/** Calls back when the editor's theme changes: VS Code rewrites the root's style and body's class. */
export function onThemeChange(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-id'],
  });
  matchMedia('(forced-colors: active)').addEventListener('change', changed);
}

/** Whether the reader asked for a still picture, in VS Code or in the operating system. */
export function motionIsReduced(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}

/** False where there is nothing to draw on; the words and the table say the same. */
export function canDraw(): boolean {
  return document.createElement('canvas').getContext('2d') !== null;
}
