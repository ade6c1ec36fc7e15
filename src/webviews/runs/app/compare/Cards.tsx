import { type VNode } from 'preact';
import { type Line } from '../../../../model/comparison/lines';
import { metricCells } from '../../../../model/comparison/metrics';
import { type RunId } from '../../../../model/ids';
import { CutName } from '../CutName';
import { Mark } from '../Mark';
import { marks } from '../model';
import { MetricValue, TextValue } from './Cells';
import { CodeCell } from './CodeCell';
import { directionOf, nameOf, order, shownRuns, values } from './compareState';
import { GroupHead, LineName, SectionHead } from './Heads';
import { isWhole, lineHeight, lineName, textOf } from './lineShape';
import { RunHead } from './RunHead';

/** Where there is no room for columns: who is compared, one after the other. */
export function CardsHead(): VNode {
  return (
    <div class="cards-head" role="list" aria-label="Runs">
      {shownRuns.value.map((run, place) => (
        <div key={run} role="listitem">
          <RunHead run={run} baseline={place === 0} />
        </div>
      ))}
    </div>
  );
}

/** One line as a card: its name, and below each run with its value. */
export function Cards({ line, top }: { readonly line: Line; readonly top: number }): VNode {
  const place = { top: `${top}px`, height: `${lineHeight(line, true)}px` };
  if (line.kind === 'section' || line.kind === 'group') {
    return (
      <div class={`cmp-row ${line.kind}`} role="listitem" style={place}>
        <div class="across">
          {line.kind === 'section' ? <SectionHead line={line} /> : <GroupHead line={line} />}
        </div>
      </div>
    );
  }
  return (
    <div class={isWhole(line) ? 'card open' : 'card'} role="listitem" style={place}>
      <div class="card-name">
        <LineName line={line} />
      </div>
      <CardValues line={line} />
    </div>
  );
}

function CardValues({ line }: { readonly line: Line }): VNode | null {
  const now = values.value;
  const [base] = order.value;
  const [baseline] = shownRuns.value;
  if (!now || base === undefined || baseline === undefined) return null;
  if (line.kind === 'metric') {
    const direction = directionOf(lineName(line));
    const row = metricCells(now, line.row, order.value, direction);
    return (
      <Values tone={(place) => (row.cells[place]?.verdict === 'worse' ? 'metric worse' : 'metric')}>
        {(_run, place) => (
          <MetricValue
            cell={row.cells[place]}
            baseline={row.cells[0]?.value}
            row={row}
            direction={direction}
          />
        )}
      </Values>
    );
  }
  if (line.kind === 'code') {
    return <Values>{(run) => <CodeCell run={run} baseline={baseline} />}</Values>;
  }
  const first = textOf(line, base);
  return (
    <Values>
      {(_run, place) => {
        const text = textOf(line, order.value[place] ?? 0);
        return <TextValue text={text} same={place > 0 && text === first} whole={isWhole(line)} />;
      }}
    </Values>
  );
}

function Values(props: {
  readonly tone?: (place: number) => string;
  readonly children: (run: RunId, place: number) => VNode;
}): VNode {
  return (
    <div class="card-values" role="list">
      {shownRuns.value.map((run, place) => {
        const mark = marks.value.get(run);
        return (
          <div key={run} role="listitem" class={`card-value ${props.tone?.(place) ?? ''}`}>
            <span class="card-run">
              {mark && <Mark mark={mark} />}
              <CutName name={nameOf(run)} />
            </span>
            {props.children(run, place)}
          </div>
        );
      })}
    </div>
  );
}
