import { type RefObject, type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { hovered } from '../model';
import { Canvas } from './Canvas';
import { focusOnClick } from './focusOnClick';
import { useKeyCursor } from './keyCursor';
import { type Pen } from './pen';
import { type Picture } from './picture';

const rowHeight = 18;
const above = 2;

/** px from the top to the middle of a bar. */
export function barMiddle(index: number): number {
  return above + (index + 0.5) * rowHeight;
}

/** px of so many bars. */
export function barsHeight(count: number): number {
  return count * rowHeight + 2 * above;
}

/** Bars one under the other, with a cursor that says them; those of runs are pointed at and selected too. */
export function BarRows(props: {
  readonly title: string;
  readonly count: number;
  readonly draw: (pen: Pen, width: number) => void;
  readonly say: (index: number) => string;
  readonly run?: (index: number) => RunId | undefined;
  readonly picture?: RefObject<Picture | null>;
}): VNode {
  const { title, count, draw, say, run } = props;
  const box = useRef<HTMLDivElement>(null);
  const cursor = useKeyCursor({
    kind: 'bar chart',
    label: `${title}. Up and down move along the bars${run ? ', Enter selects the run' : ''}.`,
    count,
    say,
    ...(run && { run }),
  });
  useEffect(() => {
    if (box.current && run) focusOnClick(box.current);
  }, []);
  const pointed = hovered.value;
  const under = run && pointed !== undefined ? placeOf(pointed, run, count) : undefined;
  const at = under ?? cursor.at;
  return (
    <div
      class="plot-place"
      ref={box}
      onPointerMove={({ clientY }) => {
        if (!run || !box.current) return;
        const y = clientY - box.current.getBoundingClientRect().top;
        hovered.value = run(Math.floor((y - above) / rowHeight));
      }}
      onPointerLeave={() => {
        if (run) hovered.value = undefined;
      }}
    >
      <Canvas
        title={title}
        height={barsHeight(count)}
        draw={draw}
        keys={cursor.keys}
        {...(props.picture && { picture: props.picture })}
      />
      {at !== undefined && (
        <div
          class="bar-cursor"
          style={{ top: `${above + at * rowHeight}px`, height: `${rowHeight}px` }}
        />
      )}
      {cursor.spoken}
    </div>
  );
}

function placeOf(
  wanted: RunId,
  run: (index: number) => RunId | undefined,
  count: number,
): number | undefined {
  for (let index = 0; index < count; index++) if (run(index) === wanted) return index;
  return undefined;
}
