import { type VNode } from 'preact';
import { type Along } from '../../../../model/charts/axisValues';
import { extent } from '../../../../model/charts/pixelAxis';
import { metricText } from '../../../../model/words';
import { Mark } from '../Mark';
import { type Line } from './lines';

const mostRows = 500;

/** The same lines as a table. */
export function LineTwin(props: {
  readonly lines: readonly Line[];
  readonly metric: string;
  readonly along: Along;
}): VNode {
  const { lines, metric } = props;
  return (
    <div class="twin" tabIndex={0} role="region" aria-label={`${metric} as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">points</th>
            <th scope="col">first</th>
            <th scope="col">last</th>
            <th scope="col">min</th>
            <th scope="col">max</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, mostRows).map((line, index) => (
            <Row key={index} line={line} />
          ))}
        </tbody>
      </table>
      {lines.length > mostRows && (
        <p class="faint">
          The first {mostRows} of {lines.length} lines.
        </p>
      )}
    </div>
  );
}

function Row({ line }: { readonly line: Line }): VNode {
  const { ys } = line.raw;
  const range = extent([ys], false);
  return (
    <tr>
      <th scope="row" class="ellipsis" title={line.name}>
        <Mark mark={line.mark} /> {line.name}
      </th>
      <td>{ys.length}</td>
      <td>{metricText(ys[0] ?? Number.NaN)}</td>
      <td>{metricText(ys.at(-1) ?? Number.NaN)}</td>
      <td>{metricText(range?.min ?? Number.NaN)}</td>
      <td>{metricText(range?.max ?? Number.NaN)}</td>
    </tr>
  );
}
