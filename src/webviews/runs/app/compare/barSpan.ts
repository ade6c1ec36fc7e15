/** Where the bar of a change begins and how long it is, as shares of its room: the middle is no change. */
export function barSpan(
  delta: number,
  scale: number,
): { readonly from: number; readonly size: number } | undefined {
  if (Number.isNaN(delta) || delta === 0) return undefined;
  // What is no number at all fills its side.
  const share = Number.isFinite(delta) ? Math.min(1, Math.abs(delta) / (scale || 1)) : 1;
  const size = share / 2;
  return { from: delta < 0 ? 0.5 - size : 0.5, size };
}

/** Where bars are drawn in a cell, px. */
export interface BarRoom {
  readonly left: number;
  readonly width: number;
}

/** Numbers rather than formulas: hundreds of bars come into sight at once. */
export function barStyle(
  { from, size }: { readonly from: number; readonly size: number },
  room: BarRoom,
): { readonly left: string; readonly width: string } {
  return {
    left: `${(room.left + room.width * from).toFixed(1)}px`,
    width: `${Math.max(1, room.width * size).toFixed(1)}px`,
  };
}
