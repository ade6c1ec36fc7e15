import { useSignal } from '@preact/signals';
import { type ComponentChildren, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Line } from '../../../../model/comparison/lines';
import { metricCells } from '../../../../model/comparison/metrics';
import { columnsBetween, linesBetween, planColumns } from '../../../../model/comparison/placing';
import { type RunId } from '../../../../model/ids';
import { Cards, CardsHead } from './Cards';
import { MetricValue, TextValue } from './Cells';
import { CodeCell } from './CodeCell';
import { directionOf, lines as allLines, order, shownRuns, values } from './compareState';
import { Corner } from './Corner';
import { GroupHead, LineName, SectionHead } from './Heads';
import {
  baseWidth,
  cardsBelow,
  isWhole,
  keyOf,
  lineHeight,
  lineName,
  nameWidth,
  placedCards,
  placedRows,
  textOf,
} from './lineShape';
import { RunHead } from './RunHead';

/** Kept ready above and below what is seen, px. */
const margin = 240;

/** Runs side by side, line by line; only what is seen is in the page. What follows scrolls with it. */
export function Grid({ children }: { readonly children: ComponentChildren }): VNode {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const left = useSignal(0);
  const size = useSignal({ width: 1000, height: 700 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => {
      size.value = { width: element.clientWidth, height: element.clientHeight };
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const { width, height } = size.value;
  const asCards = width < cardsBelow;
  const { lines } = allLines.value;
  const placing = asCards ? placedCards.value : placedRows.value;
  const [from, to] = linesBetween(placing, top.value - margin, top.value + height + margin);
  const runs = shownRuns.value;
  const plan = planColumns(runs.length - 1, width - nameWidth - baseWidth);
  const seen = columnsBetween(
    Math.max(0, runs.length - 1),
    plan.width,
    left.value - plan.width,
    left.value + width,
  );
  const total = nameWidth + baseWidth + plan.width * (runs.length - 1);
  const shown = lines.slice(from, to);
  return (
    <div
      class="cmp-scroll"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label="Comparison"
      onScroll={({ currentTarget }) => {
        top.value = currentTarget.scrollTop;
        left.value = currentTarget.scrollLeft;
      }}
    >
      {asCards ? (
        <>
          <CardsHead />
          <div class="cmp-cards" role="list" style={{ height: `${placing.height}px` }}>
            {shown.map((line, index) => (
              <Cards key={keyOf(line)} line={line} top={placing.tops[from + index] ?? 0} />
            ))}
          </div>
        </>
      ) : (
        <div
          class={plan.dense ? 'cmp-table dense' : 'cmp-table'}
          role="table"
          aria-label="Runs against the baseline"
          aria-rowcount={lines.length + 1}
          aria-colcount={runs.length + 1}
          style={{ width: `${total}px` }}
        >
          <div class="cmp-head" role="row" aria-rowindex={1}>
            <div class="cmp-cell name" role="columnheader" aria-colindex={1}>
              <Corner />
            </div>
            <Columns runs={runs} seen={seen} width={plan.width} role="columnheader">
              {(run, place) => <RunHead run={run} baseline={place === 0} />}
            </Columns>
          </div>
          <div class="cmp-lines" role="rowgroup" style={{ height: `${placing.height}px` }}>
            {shown.map((line, index) => (
              <Row
                key={keyOf(line)}
                line={line}
                index={from + index}
                top={placing.tops[from + index] ?? 0}
                seen={seen}
                columnWidth={plan.width}
                span={width}
              />
            ))}
          </div>
        </div>
      )}
      <div class="cmp-below" style={{ width: `${width}px` }}>
        {children}
      </div>
    </div>
  );
}

function Row(props: {
  readonly line: Line;
  readonly index: number;
  readonly top: number;
  readonly seen: readonly [number, number];
  readonly columnWidth: number;
  readonly span: number;
}): VNode {
  const { line, top, seen, columnWidth } = props;
  const place = {
    role: 'row',
    'aria-rowindex': props.index + 2,
    style: { top: `${top}px`, height: `${lineHeight(line, false)}px` },
  } as const;
  if (line.kind === 'section' || line.kind === 'group') {
    return (
      <div class={`cmp-row ${line.kind}`} {...place}>
        <div
          class="across"
          role="rowheader"
          aria-colspan={order.value.length + 1}
          style={{ width: `${props.span}px` }}
        >
          {line.kind === 'section' ? <SectionHead line={line} /> : <GroupHead line={line} />}
        </div>
      </div>
    );
  }
  const runs = shownRuns.value;
  return (
    <div class={isWhole(line) ? 'cmp-row open' : 'cmp-row'} {...place}>
      <div class="cmp-cell name" role="rowheader" aria-colindex={1}>
        <LineName line={line} />
      </div>
      <LineCells line={line} runs={runs} seen={seen} width={columnWidth} />
    </div>
  );
}

function LineCells(props: {
  readonly line: Line;
  readonly runs: readonly RunId[];
  readonly seen: readonly [number, number];
  readonly width: number;
}): VNode | null {
  const { line, runs, seen, width } = props;
  const now = values.value;
  const [base] = order.value;
  const [baseline] = runs;
  if (!now || base === undefined || baseline === undefined) return null;
  if (line.kind === 'metric') {
    const direction = directionOf(lineName(line));
    const row = metricCells(now, line.row, order.value, direction);
    return (
      <Columns
        runs={runs}
        seen={seen}
        width={width}
        tone={(place) => (row.cells[place]?.verdict === 'worse' ? 'metric worse' : 'metric')}
      >
        {(_run, place) => (
          <MetricValue
            cell={row.cells[place]}
            baseline={row.cells[0]?.value}
            row={row}
            direction={direction}
          />
        )}
      </Columns>
    );
  }
  if (line.kind === 'code') {
    return (
      <Columns runs={runs} seen={seen} width={width}>
        {(run) => <CodeCell run={run} baseline={baseline} />}
      </Columns>
    );
  }
  const first = textOf(line, base);
  return (
    <Columns runs={runs} seen={seen} width={width}>
      {(_run, place) => {
        const text = textOf(line, order.value[place] ?? 0);
        return <TextValue text={text} same={place > 0 && text === first} whole={isWhole(line)} />;
      }}
    </Columns>
  );
}

/** The baseline's cell, which stays, and those of the runs in sight at their places. */
function Columns(props: {
  readonly runs: readonly RunId[];
  readonly seen: readonly [number, number];
  readonly width: number;
  readonly role?: 'columnheader' | 'cell';
  readonly tone?: (place: number) => string;
  readonly children: (run: RunId, place: number) => VNode;
}): VNode {
  const { runs, seen, width, role = 'cell', tone, children } = props;
  const [baseline] = runs;
  const [from, to] = seen;
  return (
    <>
      {baseline !== undefined && (
        <div class={`cmp-cell base ${tone?.(0) ?? ''}`} role={role} aria-colindex={2}>
          {children(baseline, 0)}
        </div>
      )}
      {runs.slice(1 + from, 1 + to).map((run, index) => {
        const place = 1 + from + index;
        return (
          <div
            key={run}
            class={`cmp-cell ${tone?.(place) ?? ''}`}
            role={role}
            aria-colindex={place + 2}
            style={{
              width: `${width}px`,
              marginLeft: index === 0 ? `${from * width}px` : undefined,
            }}
          >
            {children(run, place)}
          </div>
        );
      })}
    </>
  );
}
