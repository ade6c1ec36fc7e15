import { type ComponentChildren, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { shownRuns } from './compareState';
import { baseWidth, nameWidth } from './lineShape';

export interface CellLook {
  readonly tone?: string;
  readonly label?: string | undefined;
  readonly title?: string | undefined;
}

/**
 * The name and the baseline's cell, which stay, and those of the runs in sight at their places. A cell is made once and
 * stays as it is until `of` is another value: scrolling sideways only puts new ones beside those that are there.
 */
export function Columns(props: {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** What the cells show. */
  readonly of: unknown;
  readonly role?: 'columnheader' | 'cell';
  /** What stands before the cells. */
  readonly name: ComponentChildren;
  /** Class names of a cell, and what is said of it in place of what it shows. */
  readonly look?: (place: number) => CellLook;
  readonly children: (run: RunId, place: number) => ComponentChildren;
}): VNode {
  const { from, to, width, of, role = 'cell', name, look, children } = props;
  const runs = shownRuns.value;
  const made = useMemo(() => new Map<number, VNode>(), [of, width, runs]);
  const cellAt = (run: RunId, place: number): VNode => {
    const known = made.get(place);
    if (known) return known;
    const style =
      place === 0
        ? undefined
        : { width: `${width}px`, left: `${nameWidth + baseWidth + (place - 1) * width}px` };
    const { tone = '', label, title } = look?.(place) ?? {};
    const cell = (
      <div
        key={run}
        class={`cmp-cell ${place === 0 ? 'base' : 'run'} ${tone}`}
        role={role}
        aria-colindex={place + 2}
        aria-label={label}
        title={title}
        style={style}
      >
        {children(run, place)}
      </div>
    );
    made.set(place, cell);
    return cell;
  };
  const [baseline] = runs;
  return (
    <>
      <div class="cmp-frozen" role="none">
        <div
          class="cmp-cell name"
          role={role === 'cell' ? 'rowheader' : 'columnheader'}
          aria-colindex={1}
        >
          {name}
        </div>
        {baseline !== undefined && cellAt(baseline, 0)}
      </div>
      {runs.slice(1 + from, 1 + to).map((run, index) => cellAt(run, 1 + from + index))}
    </>
  );
}
