import { type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Line } from '../../../../model/comparison/lines';
import { metricCells } from '../../../../model/comparison/metrics';
import { type RunValues } from '../../../../model/comparison/runValues';
import { TextValue } from './Cells';
import { CodeCell } from './CodeCell';
import { Columns } from './Columns';
import { directionOf, environment, order, shownRuns, values } from './compareState';
import { LineName } from './Heads';
import { metricLook, metricParts } from './metricParts';
import { isWhole, lineName, textOf } from './lineShape';

interface Place {
  readonly line: Line;
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** Bars stand under the values. */
  readonly dense: boolean;
}

const besideValue = { left: 152, width: 37 };

/** The values of one line in the columns that are in sight. */
export function LineCells(props: Place): VNode | null {
  const { line } = props;
  const now = values.value;
  if (!now || order.value.length === 0) return null;
  switch (line.kind) {
    case 'metric':
      return <MetricCells {...props} values={now} row={line.row} />;
    case 'code':
      return <CodeCells {...props} />;
    case 'param':
    case 'tag':
    case 'environment':
      return <TextCells {...props} />;
    case 'section':
    case 'group':
      return null;
  }
}

function MetricCells(props: Place & { readonly values: RunValues; readonly row: number }): VNode {
  const { line, from, to, width, values: now, row: name } = props;
  const direction = directionOf(lineName(line));
  const places = order.value;
  const { dense } = props;
  const underValue = { left: 10, width: width - 20 };
  const row = useMemo(
    () => metricCells(now, name, places, direction),
    [now, name, places, direction],
  );
  return (
    <Columns
      {...{ from, to, width, of: row }}
      name={<LineName line={line} />}
      look={(place) => metricLook(row, place, direction)}
    >
      {(_run, place) => metricParts(row, place, direction, dense ? underValue : besideValue)}
    </Columns>
  );
}

function CodeCells({ line, from, to, width }: Place): VNode {
  const [baseline] = shownRuns.value;
  return (
    <Columns {...{ from, to, width, of: baseline }} name={<LineName line={line} />}>
      {(run) => <CodeCell key={run} run={run} baseline={baseline ?? run} />}
    </Columns>
  );
}

function TextCells({ line, from, to, width }: Place): VNode {
  const whole = isWhole(line);
  const places = order.value;
  const texts = useMemo(
    () => places.map((run) => textOf(line, run)),
    [line, places, whole, values.value, environment.value],
  );
  const [first] = texts;
  return (
    <Columns {...{ from, to, width, of: texts }} name={<LineName line={line} />}>
      {(_run, place) => {
        const text = texts[place];
        return <TextValue text={text} same={place > 0 && text === first} whole={whole} />;
      }}
    </Columns>
  );
}
