import { type VNode } from 'preact';
import { type ColumnKey } from '../../../../model/frame/frame';
import { rows } from '../data';
import { nameOfKey } from './columnsOf';
import { cellText } from './runSentence';

const mostRows = 500;

/** What a chart shows of runs, as a table. */
export function RunTwin(props: {
  readonly rows: readonly number[];
  readonly keys: readonly ColumnKey[];
}): VNode {
  const { keys } = props;
  return (
    <div class="twin" tabIndex={0} role="region" aria-label="The chart as a table">
      <table>
        <thead>
          <tr>
            <th scope="col">Run</th>
            {keys.map((key) => (
              <th key={key} scope="col" class="ellipsis">
                {nameOfKey(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.slice(0, mostRows).map((row) => (
            <tr key={row}>
              <th scope="row" class="ellipsis">
                {rows.value[row]?.name}
              </th>
              {keys.map((key) => (
                <td key={key}>{cellText(key, row) ?? '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {props.rows.length > mostRows && (
        <p class="faint">
          The first {mostRows} of {props.rows.length} runs.
        </p>
      )}
    </div>
  );
}
