import { useSignal } from '@preact/signals';
import { type ComponentChildren, type VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Line } from '../../../../model/comparison/lines';
import { columnsBetween, linesBetween, planColumns } from '../../../../model/comparison/placing';
import { Cards, CardsHead } from './Cards';
import { lines as allLines, order, shownRuns } from './compareState';
import { GroupHead, SectionHead } from './Heads';
import { HeadRow } from './HeadRow';
import { LineCells } from './LineCells';
import {
  baseWidth,
  cardsBelow,
  isWhole,
  keyOf,
  lineHeight,
  nameWidth,
  placedCards,
  placedRows,
} from './lineShape';

/** Kept ready above and below what is seen, px. */
const margin = 120;
/** Left and right of it, px. */
const aside = 100;

/** Runs side by side, line by line; only what is seen is in the page. What follows scrolls with it. */
export function Grid({ children }: { readonly children: ComponentChildren }): VNode {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const left = useSignal(0);
  const size = useSignal({ width: 1000, height: 700 });
  /** Of what stands above the lines and scrolls with them, px. */
  const above = useSignal(0);
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
  const first = top.value - above.value;
  const [from, to] = linesBetween(placing, first - margin, first + height + margin);
  const runs = shownRuns.value;
  useLayoutEffect(() => {
    above.value = box.current?.querySelector<HTMLElement>('.cards-head')?.offsetHeight ?? 0;
  }, [asCards, runs.length, width]);
  const plan = planColumns(runs.length - 1, width - nameWidth - baseWidth);
  const [seenFrom, seenTo] = columnsBetween(
    Math.max(0, runs.length - 1),
    plan.width,
    left.value - aside,
    left.value + width - nameWidth - baseWidth + aside,
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
          <HeadRow from={seenFrom} to={seenTo} width={plan.width} />
          <div class="cmp-lines" role="rowgroup" style={{ height: `${placing.height}px` }}>
            {shown.map((line, index) => (
              <Row
                key={keyOf(line)}
                line={line}
                index={from + index}
                top={placing.tops[from + index] ?? 0}
                seenFrom={seenFrom}
                seenTo={seenTo}
                columnWidth={plan.width}
                dense={plan.dense}
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

/** Filled again only when it is another line, or other columns are in sight. */
function Row(props: {
  readonly line: Line;
  readonly index: number;
  readonly top: number;
  readonly seenFrom: number;
  readonly seenTo: number;
  readonly columnWidth: number;
  readonly dense: boolean;
  readonly span: number;
}): VNode {
  const { line, top, seenFrom, seenTo, columnWidth } = props;
  // Whoever reads a signal is left alone while nothing that is given changes.
  const runs = order.value.length;
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
          aria-colspan={runs + 1}
          style={{ width: `${props.span}px` }}
        >
          {line.kind === 'section' ? <SectionHead line={line} /> : <GroupHead line={line} />}
        </div>
      </div>
    );
  }
  return (
    <div class={isWhole(line) ? 'cmp-row open' : 'cmp-row'} {...place}>
      <LineCells line={line} from={seenFrom} to={seenTo} width={columnWidth} dense={props.dense} />
    </div>
  );
}
