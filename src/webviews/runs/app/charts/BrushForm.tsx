import { type VNode } from 'preact';
import { useId, useLayoutEffect, useState } from 'preact/hooks';
import { type AxisBrush } from '../../../../model/charts/brush';
import { brushOf, setBrush } from './brushes';
import { nameOfKey } from './columnsOf';
import { type ParallelAxis } from './parallelAxes';

/** So many categories are listed. */
const mostListed = 50;

/** What is brushed on an axis: categories or a range of numbers, and whether runs without a value belong to it. */
export function BrushForm({
  axis,
  onClose,
}: {
  readonly axis: ParallelAxis;
  readonly onClose: () => void;
}): VNode {
  const brush = brushOf(axis.key);
  const { labels } = axis.dimension;
  return (
    <div
      class="axis-form"
      role="group"
      aria-label={`Brush of ${nameOfKey(axis.key)}`}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
        event.stopPropagation();
      }}
    >
      {labels ? (
        labels.slice(0, mostListed).map((label, place) => {
          const chosen = brush.ranges.some(({ min, max }) => place >= min && place <= max);
          return (
            <label key={place} class="ellipsis">
              <input
                type="checkbox"
                checked={chosen}
                onChange={() => {
                  const now = labels.flatMap((_label, at) =>
                    brush.ranges.some(({ min, max }) => at >= min && at <= max) ? [at] : [],
                  );
                  const next = chosen ? now.filter((at) => at !== place) : [...now, place];
                  setBrush({
                    ...brush,
                    ranges: next.map((at) => ({ min: at - 0.4, max: at + 0.4 })),
                  });
                }}
              />{' '}
              {label}
            </label>
          );
        })
      ) : (
        <RangeFields axis={axis} brush={brush} />
      )}
      {labels && labels.length > mostListed && (
        <p class="faint">… and {labels.length - mostListed} more: brush them on the axis.</p>
      )}
      <label>
        <input
          type="checkbox"
          checked={brush.missing}
          onChange={() => setBrush({ ...brush, missing: !brush.missing })}
        />{' '}
        no value
      </label>
      <button
        type="button"
        class="link"
        onClick={() => setBrush({ key: axis.key, ranges: [], missing: false })}
      >
        Clear
      </button>
    </div>
  );
}

/** Ends of the first range. What cannot be a range stays as it was typed, with a sentence; the brush stays as it was. */
function RangeFields({
  axis,
  brush,
}: {
  readonly axis: ParallelAxis;
  readonly brush: AxisBrush;
}): VNode {
  const [first] = brush.ranges;
  const [draft, setDraft] = useState<Ends>();
  const id = useId();
  // Brushed by hand meanwhile, that is what counts; told before anything else can be typed.
  useLayoutEffect(() => setDraft(undefined), [first?.min, first?.max]);
  const shown = draft ?? { min: textOf(first?.min), max: textOf(first?.max) };
  const problem = draft && rangeProblem(draft);
  const setEnd = (end: keyof Ends, input: HTMLInputElement): void => {
    const next = { ...shown, [end]: input.validity.badInput ? notNumber : input.value.trim() };
    setDraft(next);
    if (rangeProblem(next) !== undefined) return;
    const others = brush.ranges.slice(1);
    const { min, max } = axis.scale;
    // An end that is left open goes to the end of the axis.
    const range = {
      min: next.min === '' ? Math.min(min, Number(next.max)) : Number(next.min),
      max: next.max === '' ? Math.max(max, Number(next.min)) : Number(next.max),
    };
    const none = next.min === '' && next.max === '';
    setBrush({ ...brush, ranges: none ? others : [range, ...others] });
  };
  const field = (end: keyof Ends, label: string): VNode => (
    <label>
      {label}{' '}
      <input
        type="number"
        step="any"
        value={shown[end]}
        aria-invalid={problem !== undefined}
        aria-describedby={problem === undefined ? undefined : id}
        onChange={(event) => setEnd(end, event.currentTarget)}
      />
    </label>
  );
  return (
    <>
      {field('min', 'from')}
      {field('max', 'to')}
      {problem !== undefined && (
        <p class="bad" id={id} role="alert">
          {problem} {first ? 'The brush stays as it was.' : 'Nothing is brushed yet.'}
        </p>
      )}
    </>
  );
}

/** As they stand in the fields; empty: open. */
interface Ends {
  readonly min: string;
  readonly max: string;
}

/** In place of what a field holds that is no number: its text cannot be read. */
const notNumber = 'not a number';

function rangeProblem({ min, max }: Ends): string | undefined {
  if ([min, max].some((end) => !Number.isFinite(Number(end)))) return 'This is not a number.';
  if (min !== '' && max !== '' && Number(min) > Number(max))
    return `“from” (${min}) is above “to” (${max}): no value lies between them.`;
  return undefined;
}

function textOf(end: number | undefined): string {
  return end === undefined ? '' : String(end);
}
