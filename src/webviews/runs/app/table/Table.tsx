import { batch, effect } from '@preact/signals';
import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { baselineRow, hovered } from '../model';
import { columns } from './columns';
import { ContextMenu } from './ContextMenu';
import { focusRun } from './cursor';
import { openDetails } from './detailsState';
import { Grid } from './Grid';
import { worked } from './holding';
import { lines } from './lines';
import { runAt, onTableClick } from './pointing';
import { openRunMenu } from './runMenu';
import { TableHead } from './TableHead';
import { onTableKey } from './tableKeys';
import { cellTitle } from './titles';
import { scrollLeft, scrollTop, viewHeight, viewWidth } from './viewport';

/** The table of runs: both axes are virtual, check box, star and name stay, the baseline is pinned on top. */
export function Table(): VNode {
  const box = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const pinnedRow = useRef<HTMLDivElement>(null);
  const view = useRef<Grid>(undefined);
  useEffect(() => {
    const element = box.current;
    if (!element || !body.current || !pinnedRow.current) return undefined;
    const read = (): void =>
      batch(() => {
        scrollTop.value = element.scrollTop;
        scrollLeft.value = element.scrollLeft;
      });
    const observer = new ResizeObserver(() =>
      batch(() => {
        viewHeight.value = element.clientHeight;
        viewWidth.value = element.clientWidth;
        read();
      }),
    );
    observer.observe(element);
    element.addEventListener('scroll', read, { passive: true });
    const grid = new Grid(element, body.current, pinnedRow.current);
    view.current = grid;
    const stop = effect(() => grid.paint());
    return () => {
      stop();
      observer.disconnect();
      element.removeEventListener('scroll', read);
    };
  }, []);
  const hasBaseline = baselineRow.value !== undefined;
  return (
    <>
      <div
        class="table"
        ref={box}
        role="grid"
        aria-rowcount={lines.value.at.length + (hasBaseline ? 2 : 1)}
        aria-colcount={columns.value.length + 1}
        aria-label="Runs"
        aria-multiselectable
        tabIndex={0}
        onKeyDown={(event) => {
          worked();
          onTableKey(event, event.currentTarget);
        }}
        onPointerMove={worked}
        onPointerDown={worked}
        onWheel={worked}
        onClick={(event) => view.current && onTableClick(event, view.current, event.currentTarget)}
        onDblClick={(event) => {
          const run = runAt(event, view.current);
          if (
            run &&
            event.target instanceof Element &&
            !event.target.closest('.check, .star, .link')
          )
            openDetails(run);
        }}
        onContextMenu={(event) => {
          const run = runAt(event, view.current);
          if (!run) return;
          event.preventDefault();
          focusRun(run);
          event.currentTarget.focus({ preventScroll: true });
          openRunMenu(run, event.clientX, event.clientY);
        }}
        onPointerOver={(event) => {
          const { target } = event;
          const row = target instanceof Element ? view.current?.rowOf(target) : undefined;
          hovered.value = row?.look?.head.id;
          const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
          if (row?.look && cell) cell.title = cellTitle(row.look, row.cellOf(cell)?.slot);
        }}
        onPointerLeave={() => {
          hovered.value = undefined;
        }}
      >
        <div class="table-head" role="rowgroup">
          <TableHead />
          <div ref={pinnedRow} role="none" />
        </div>
        <div class="table-body" ref={body} role="rowgroup" />
      </div>
      <ContextMenu />
    </>
  );
}
