/** The panel's signs: strokes on a 16 × 16 grid in the colour of the text beside them. */

const strokes = {
  problem: ['M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8', 'M8 4.6v4.2', 'M8 11.1v.2'],
  calm: ['M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8', 'M5.1 8.2l2 2l3.8-4.2'],
  unknown: [
    'M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0-12.8',
    'M6.2 6.2a1.8 1.8 0 1 1 2.6 1.7c-.6.3-.8.6-.8 1.2',
    'M8 11.2v.2',
  ],
  cures: ['M2.8 8.6l3.4 3.4l7-7.6'],
  postpones: ['M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12', 'M8 4.8v3.5l2.3 1.5'],
  'no-effect': ['M2.5 8h11'],
  harmful: ['M8 2.2L14.3 13.4H1.7z', 'M8 6.6v3.2', 'M8 11.5v.2'],
  impossible: ['M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12', 'M3.8 3.8l8.4 8.4'],
  advice: ['M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12', 'M8 7.2v4', 'M8 4.8v.2'],
  code: ['M5.4 4.2L1.8 8l3.6 3.8', 'M10.6 4.2L14.2 8l-3.6 3.8'],
  copy: ['M5.5 5.5h8v8h-8z', 'M10.5 5.5v-3h-8v8h3'],
  fix: ['M9.6 2.2L4 9h3.6l-1.2 4.8L12 7H8.4z'],
  measure: ['M1.5 8.5h3l1.8-4.6l3 8.4l1.9-3.8h3.3'],
  holder: ['M2 3h12v10H2z', 'M4.5 6l2 2l-2 2', 'M8.5 10.2h3'],
  heard: ['M4 6.2h2.2L9.4 3.4v9.2L6.2 9.8H4z', 'M11.4 6a3 3 0 0 1 0 4'],
  sorted: ['M4.6 6.2L8 2.6l3.4 3.6', 'M4.6 9.8L8 13.4l3.4-3.6'],
  opened: ['M5.6 3.2L10.4 8l-4.8 4.8'],
  unreadable: ['M2 8s2.3-3.8 6-3.8S14 8 14 8s-2.3 3.8-6 3.8S2 8 2 8z', 'M3.2 13L12.8 3'],
} as const satisfies Record<string, readonly string[]>;

export type IconName = keyof typeof strokes;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** A decoration: the word that says the same always stands beside it. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  for (const stroke of strokes[name]) {
    const path = document.createElementNS(svgNamespace, 'path');
    path.setAttribute('d', stroke);
    svg.append(path);
  }
  return svg;
}
