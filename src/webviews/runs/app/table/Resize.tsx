import { type VNode } from 'preact';
import { type FieldKey } from '../../../../model/query/query';
import { setWidth } from './layout';

/** Drag to make a column wider; a double click gives it its usual width again. */
export function Resize(props: {
  readonly columnKey: FieldKey;
  readonly name: string;
  /** px. */
  readonly width: number;
}): VNode {
  const { columnKey, width } = props;
  return (
    <span
      class="resize"
      aria-hidden="true"
      onDblClick={() => setWidth(columnKey, undefined)}
      onPointerDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        const handle = event.currentTarget;
        const start = event.clientX;
        handle.setPointerCapture(event.pointerId);
        const move = (moved: PointerEvent): void =>
          setWidth(columnKey, width + moved.clientX - start);
        handle.addEventListener('pointermove', move);
        handle.addEventListener(
          'lostpointercapture',
          () => handle.removeEventListener('pointermove', move),
          { once: true },
        );
      }}
    />
  );
}
