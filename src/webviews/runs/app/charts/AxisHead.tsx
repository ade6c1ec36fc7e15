import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type headBox } from '../../../../model/charts/parallelLayout';
import { announced } from '../model';
import { BrushForm } from './BrushForm';
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
      class={index * 2 < count ? 'axis-head' : 'axis-head end'}
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
