/** Where the axes of parallel coordinates stand. */
export interface ParallelLayout {
  /** px from the left of each axis. */
  readonly places: readonly number[];
  /** px between two axes. */
  readonly room: number;
  /** Names stand in two lines in turn when one line has no room for them. */
  readonly headLines: 1 | 2;
  /** px; more than there is when the axes need it, and then the chart scrolls. */
  readonly width: number;
}

/** px at both sides for the values of the outer axes. */
const side = 50;
const leastRoom = 52;
const goodRoom = 62;
const mostAxes = 9;
/** px between axes below which a name has too little room in one line. */
const nameRoom = 92;

/** How many axes fit a width without a crowd. */
export function fittingAxes(width: number): number {
  return Math.max(2, Math.min(mostAxes, Math.floor((width - 2 * side) / goodRoom) + 1));
}

export function parallelLayout(count: number, available: number): ParallelLayout {
  const gaps = Math.max(1, count - 1);
  const width = Math.max(available, 2 * side + gaps * leastRoom);
  const room = (width - 2 * side) / gaps;
  const places = Array.from({ length: count }, (_one, index) =>
    count === 1 ? width / 2 : side + room * index,
  );
  return { places, room, headLines: count > 1 && room < nameRoom ? 2 : 1, width };
}

/** Where the name of an axis stands, px; it never leaves the chart nor meets a name of its own line. */
export function headBox(
  { places, room, headLines, width }: ParallelLayout,
  index: number,
): {
  readonly left: number;
  readonly width: number;
  readonly line: number;
  readonly align: 'left' | 'center' | 'right';
} {
  const place = places[index] ?? 0;
  const half = Math.min(places.length === 1 ? width / 2 : (room * headLines) / 2 - 4, 90);
  const left = Math.max(0, place - half);
  const right = Math.min(width, place + half);
  const centred = Math.abs(left + right - 2 * place) < 1;
  return {
    left,
    width: right - left,
    line: headLines === 2 ? index % 2 : 0,
    align: centred ? 'center' : left === 0 ? 'left' : 'right',
  };
}
