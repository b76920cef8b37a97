/** The charts as they are drawn just now, in one picture for a report. */
import { readPalette } from './palette';

/** Larger than any panel on any screen: nothing that a report could use. */
const mostPixels = 16_000_000;

/** A PNG in base64, as the theme shows it; undefined while no chart is drawn. */
export function chartPicture(): string | undefined {
  const drawn = [...document.querySelectorAll<HTMLCanvasElement>('.see .uplot canvas')].filter(
    ({ width, height }) => width > 0 && height > 0,
  );
  const width = Math.max(0, ...drawn.map((canvas) => canvas.width));
  const height = drawn.reduce((sum, canvas) => sum + canvas.height, 0);
  if (width === 0 || width * height > mostPixels) return undefined;
  const picture = document.createElement('canvas');
  picture.width = width;
  picture.height = height;
  const brush = picture.getContext('2d');
  if (brush === null) return undefined;
  brush.fillStyle = readPalette().background;
  brush.fillRect(0, 0, width, height);
  let top = 0;
  for (const canvas of drawn) {
    brush.drawImage(canvas, 0, top);
    top += canvas.height;
  }
  return picture.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
