/** Where a slider stands for a value, and the other way round. Pure. */

export type Scale = {
  readonly min: number;
  readonly max: number;
  /** Only whole values. */
  readonly isWhole?: boolean;
} & (
  | { readonly kind: 'linear'; readonly step: number }
  /** Spreads small values out, for what reaches from one to thousands. */
  | { readonly kind: 'log' }
);

/** So many positions make a step of a `log` scale one of a few per cent. */
const logPositions = 300;
/** A logarithm has no zero: a scale from 0 begins its decades at a hundredth. */
const decadesBegin = 0.01;

/** The slider goes from 0 to this. */
export function lastPosition(scale: Scale): number {
  return scale.kind === 'linear' ? Math.round((scale.max - scale.min) / scale.step) : logPositions;
}

/** The value inside the scale that is nearest. */
export function inside({ min, max, isWhole }: Scale, value: number): number {
  const bounded = Math.min(max, Math.max(min, value));
  return isWhole === true ? Math.round(bounded) : bounded;
}

/** The slider's position for a value; what lies outside stands at its end. */
export function positionOf(scale: Scale, value: number): number {
  const above = inside(scale, value) - scale.min;
  const span = scale.max - scale.min;
  const share =
    scale.kind === 'linear'
      ? above / span
      : Math.log1p(above / unit(scale)) / Math.log1p(span / unit(scale));
  return Math.round(share * lastPosition(scale));
}

/** The value at a position, of three digits, which is more than anyone aims at. */
export function valueAt(scale: Scale, position: number): number {
  const share = Math.min(1, Math.max(0, position / lastPosition(scale)));
  const span = scale.max - scale.min;
  const above =
    scale.kind === 'linear'
      ? share * span
      : Math.expm1(share * Math.log1p(span / unit(scale))) * unit(scale);
  const atTheEnd = share === 0 || share === 1;
  return inside(scale, atTheEnd ? scale.min + above : Number((scale.min + above).toPrecision(3)));
}

function unit({ min }: Scale): number {
  return min > 0 ? min : decadesBegin;
}
