import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type headBox } from '../../../../model/charts/parallelLayout';
import { announced } from '../model';
import { brushOf, setBrush } from './brushes';
import { nameOfKey } from './columnsOf';
import { headLine, type ParallelAxis } from './parallelAxes';

/** Name of an axis: dragged or moved by arrow keys, F turns it, L makes it logarithmic, Enter opens its brush. */
export function AxisHead(props: {
  readonly axis: ParallelAxis;
  readonly index: number;
  readonly count: number;
  readonly box: ReturnType<typeof headBox>;
  /** px from one axis to the next. */
  readonly step: number;
  readonly onChange: (patch: { flip?: boolean; log?: boolean }) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}): VNode {
  const { axis, index, count, box, step } = props;
  const [open, setOpen] = useState(false);
  const name = nameOfKey(axis.key);
  const move = (to: number): void => {
    if (to < 0 || to >= count) return;
    props.onMove(to);
    announced.value = `${name} is axis ${to + 1} of ${count}`;
  };
  return (
    <div
      class="axis-head"
      style={{
        left: `${box.left}px`,
        top: `${box.line * headLine}px`,
        width: `${box.width}px`,
        textAlign: box.align,
      }}
    >
      <button
        type="button"
        class="link plain ellipsis"
        title={`${name}. Left and right move, F turns, L logarithmic, Enter sets the brush, Delete removes.`}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        draggable
        onDragEnd={(event) => {
          const shift = Math.round((event.offsetX - box.width / 2) / Math.max(1, step));
          move(Math.max(0, Math.min(count - 1, index + shift)));
        }}
        onKeyDown={(event) => {
          const key = event.key.toLowerCase();
          if (key === 'arrowleft') move(index - 1);
          else if (key === 'arrowright') move(index + 1);
          else if (key === 'f') props.onChange({ flip: !axis.flip });
          else if (key === 'l') props.onChange({ log: !axis.log });
          else if (key === 'delete') props.onRemove();
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      >
        {axis.flip ? '↓ ' : ''}
        {name}
        {axis.log ? ' (log)' : ''}
      </button>
      {open && <BrushForm axis={axis} onClose={() => setOpen(false)} />}
    </div>
  );
}

function BrushForm({
  axis,
  onClose,
}: {
  readonly axis: ParallelAxis;
  readonly onClose: () => void;
}): VNode {
  const brush = brushOf(axis.key);
  const { labels } = axis.dimension;
  const [first] = brush.ranges;
  const setEnd = (end: 'min' | 'max', text: string): void => {
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) return;
    const range = { min: axis.scale.min, max: axis.scale.max, ...first, [end]: value };
    setBrush({ ...brush, ranges: [range, ...brush.ranges.slice(1)] });
  };
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
        labels.slice(0, 50).map((label, place) => {
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
        <>
          <label>
            from{' '}
            <input
              type="number"
              step="any"
              value={first?.min}
              onChange={(event) => setEnd('min', event.currentTarget.value)}
            />
          </label>
          <label>
            to{' '}
            <input
              type="number"
              step="any"
              value={first?.max}
              onChange={(event) => setEnd('max', event.currentTarget.value)}
            />
          </label>
        </>
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
