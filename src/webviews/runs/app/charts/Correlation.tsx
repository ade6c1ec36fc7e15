import { type RefObject, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { type Together } from '../../../../model/charts/statistics';
import { valuesAt } from '../../../../model/frame/dense';
import { columnKey, type ColumnInfo } from '../../../../model/frame/frame';
import { plural } from '../../../../model/words';
import { barMiddle, BarRows, barsHeight } from './BarRows';
import { choosable, dimension } from './columnsOf';
import { chartRows } from './followed';
import { type Statistics, useStatistics } from '../statistics/useStatistics';
import { correlationText } from './correlationText';
import { fitted, type Pen } from './pen';
import { type Picture } from './picture';
import { palette } from './surroundings';

/** Columns whose values are brought for it; with more, those that most runs have. */
const mostColumns = 120;
const mostBars = 20;
const nameWidth = 122;
const nothing: readonly Together[] = [];

/** Which metrics and numeric params rise and fall with a metric, the strongest first. */
export function Correlation(props: {
  readonly metric: string;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
  /** Only then it is made anew. */
  readonly inSight: boolean;
}): VNode {
  const { metric, inSight } = props;
  const key = columnKey('metric', metric);
  const all = choosable(['metric', 'param']).filter(
    (info) => info.key !== key && info.min < info.max,
  );
  const used = [...all].sort((a, b) => b.count - a.count).slice(0, mostColumns);
  const { result, problem } = useTogether(key, used, inSight);
  const list = result ?? nothing;
  const colors = palette();
  const bars = list.slice(0, mostBars);
  const draw = useMemo(
    () => (pen: Pen, width: number) => {
      const [from, to] = [nameWidth + 12, width - 48];
      const middle = (from + to) / 2;
      pen.line([middle, middle], [0, barsHeight(bars.length)], {
        color: colors.faint,
        width: 1,
        opacity: 0.6,
      });
      bars.forEach(({ name, correlation }, index) => {
        const y = barMiddle(index);
        const end = middle + (correlation * (to - from)) / 2;
        pen.text(fitted(pen, name, nameWidth), 2, y, { color: colors.text });
        pen.rect(
          {
            left: Math.min(middle, end),
            top: y - 5,
            width: Math.max(1, Math.abs(end - middle)),
            height: 10,
          },
          { color: colors.resolve(correlation < 0 ? 'var(--run-2)' : 'var(--run-1)') },
        );
        pen.text(correlationText(correlation), width - 4, y, {
          color: colors.text,
          align: 'right',
        });
      });
    },
    [list, colors],
  );
  if (problem !== undefined) return <p class="faint">Not computed: {problem}</p>;
  if (!result && used.length > 0)
    return <p class="faint">Comparing {plural(used.length, 'column')}…</p>;
  if (bars.length === 0) {
    return <p class="faint">No other number of the matching runs goes along with {metric}.</p>;
  }
  const title = `Correlation with ${metric}`;
  return (
    <figure class="chart" aria-label={title}>
      {props.twin ? (
        <div class="twin" tabIndex={0} role="region" aria-label={`${title} as a table`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Column</th>
                <th scope="col">correlation</th>
                <th scope="col">runs</th>
              </tr>
            </thead>
            <tbody>
              {list.map(({ name, correlation, pairs }) => (
                <tr key={name}>
                  <th scope="row" class="ellipsis">
                    {name}
                  </th>
                  <td>{correlationText(correlation)}</td>
                  <td>{pairs.toLocaleString('en-US')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <BarRows
          title={title}
          count={bars.length}
          draw={draw}
          say={(index) => {
            const bar = bars[index];
            return bar
              ? `${bar.name}: correlation ${correlationText(bar.correlation)} over ${plural(bar.pairs, 'run')}`
              : '';
          }}
          {...(props.picture && { picture: props.picture })}
        />
      )}
      <figcaption class="chart-notes faint">
        Spearman’s rank correlation over {plural(chartRows.value.length, 'run')}, {bars.length} of{' '}
        {plural(list.length, 'column')}
        {all.length > used.length &&
          ` (${plural(all.length - used.length, 'column')} that fewer runs have left out)`}
        . It shows what goes together, not what causes it.
      </figcaption>
    </figure>
  );
}

function useTogether(
  key: ColumnInfo['key'],
  used: readonly ColumnInfo[],
  inSight: boolean,
): Statistics<'correlation'> {
  const rows = chartRows.value;
  const target = dimension(key);
  const columns = used.flatMap(({ key: own, name, kind }) => {
    const found = dimension(own);
    return found && !found.labels
      ? [{ name: kind === 'param' ? `${name} (param)` : name, found }]
      : [];
  });
  const keys = used.map(({ key: own }) => own).join('\n');
  return useStatistics('correlation', inSight, [target, rows, columns.length, keys], () =>
    target && columns.length > 0
      ? {
          columns: columns.map(({ name, found }) => ({
            name,
            values: valuesAt(found.values, rows),
          })),
          target: valuesAt(target.values, rows),
        }
      : undefined,
  );
}
