import { signal } from '@preact/signals';
import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { columnsInSight, px, rowHeight, totalWidth } from './placing';
import { rows as allRows } from '../data';
import { baselineRow, focused, order } from '../model';
import { columns } from './columns';
import { TableHead } from './TableHead';
import { onTableKey } from './tableKeys';
import { Row, rowId } from './TableRow';

/** Where the table is scrolled to and how much of it is seen, px. */
const scroll = signal({ top: 0, left: 0, height: 600, width: 900 });

/** The table of runs: both axes are virtual, name and check box stay, the baseline is pinned on top. */
export function Table(): VNode {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const read = (): void => {
      scroll.value = {
        top: element.scrollTop,
        left: element.scrollLeft,
        height: element.clientHeight,
        width: element.clientWidth,
      };
    };
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    read();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  const rows = order.value;
  const { top, height, left, width } = scroll.value;
  const first = Math.max(0, Math.floor(top / rowHeight) - 4);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + 4);
  const shown = columnsInSight(left, width);
  const base = baselineRow.value;
  const total = px(totalWidth.value);
  const seen = [...rows.subarray(first, last)];
  const active = seen.some((row) => allRows.value[row]?.id === focused.value);
  return (
    <div
      class="table"
      ref={box}
      role="grid"
      aria-rowcount={rows.length + 2 + (base === undefined ? 0 : 1)}
      aria-colcount={columns.value.length + 1}
      aria-label="Runs"
      aria-multiselectable
      aria-activedescendant={
        active && focused.value !== undefined ? rowId(focused.value) : undefined
      }
      tabIndex={0}
      onKeyDown={(event) => onTableKey(event, rows, box.current)}
    >
      <div class="table-head" style={{ width: total }} role="rowgroup">
        <TableHead shown={shown} />
        {base !== undefined && <Row row={base} shown={shown} index={2} pinned y={0} />}
      </div>
      <div
        class="table-body"
        style={{ width: total, height: px(rows.length * rowHeight) }}
        role="rowgroup"
      >
        {seen.map((row, index) => (
          <Row
            key={allRows.value[row]?.id}
            row={row}
            shown={shown}
            index={first + index + (base === undefined ? 2 : 3)}
            y={(first + index) * rowHeight}
          />
        ))}
      </div>
    </div>
  );
}
