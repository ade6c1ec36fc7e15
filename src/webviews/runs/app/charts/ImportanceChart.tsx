import { type RefObject, type VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { fewestRuns, treeCount } from '../../../../model/charts/importance';
import { valuesAt } from '../../../../model/frame/dense';
import { columnKey } from '../../../../model/frame/frame';
import { plural } from '../../../../model/words';
import { barMiddle, BarRows } from './BarRows';
import { choosable, dimension } from './columnsOf';
import { correlationText } from './correlationText';
import { type Statistics, useStatistics } from '../statistics/useStatistics';
import { chartRows } from './followed';
import { fitted, type Pen } from './pen';
import { type Picture } from './picture';
import { palette } from './surroundings';

const mostParams = 60;
const mostBars = 20;

/** Which parameters say most about a metric, and how each goes along with it. */
export function ImportanceChart(props: {
  readonly metric: string;
  readonly twin?: boolean;
  readonly picture?: RefObject<Picture | null>;
  /** Only then it is made anew. */
  readonly inSight: boolean;
}): VNode {
  const { metric, inSight } = props;
  const { result, share, problem, params, left } = useImportance(metric, inSight);
  const colors = palette();
  const bars = (result?.list ?? []).slice(0, mostBars);
  const draw = useMemo(
    () => (pen: Pen, width: number) => {
      const most = Math.max(0.01, ...bars.map((one) => one.share));
      const [from, right] = [130, width - 56];
      bars.forEach((one, index) => {
        const y = barMiddle(index);
        pen.text(fitted(pen, one.name, 122), 2, y, { color: colors.text });
        const length = Math.max(1, (one.share / most) * (right - from - 44));
        pen.rect(
          { left: from, top: y - 5, width: length, height: 10 },
          { color: colors.resolve('var(--run-1)') },
        );
        pen.text(`${Math.round(one.share * 100)} %`, from + length + 5, y, { color: colors.text });
        pen.text(correlationText(one.correlation), width - 4, y, {
          color: colors.faint,
          align: 'right',
        });
      });
    },
    [result, colors],
  );
  if (problem !== undefined) return <p class="faint">No trees could be grown: {problem}</p>;
  if (!result && share !== undefined && share < 1) {
    return <p class="faint">Growing trees: {Math.round(share * 100)} %</p>;
  }
  if (!result) {
    return (
      <p class="faint">
        It takes {fewestRuns} matching runs with a finite {metric} and a parameter that differs.
      </p>
    );
  }
  return (
    <figure class="chart" aria-label={`Importance of parameters for ${metric}`}>
      {props.twin ? (
        <div
          class="twin"
          tabIndex={0}
          role="region"
          aria-label={`Importance for ${metric} as a table`}
        >
          <table>
            <thead>
              <tr>
                <th scope="col">Parameter</th>
                <th scope="col">importance</th>
                <th scope="col">correlation</th>
              </tr>
            </thead>
            <tbody>
              {result.list.map((one) => (
                <tr key={one.name}>
                  <th scope="row" class="ellipsis">
                    {one.name}
                  </th>
                  <td>{Math.round(one.share * 100)} %</td>
                  <td>{correlationText(one.correlation)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <BarRows
          title={`Importance of parameters for ${metric}`}
          count={bars.length}
          draw={draw}
          say={(index) => {
            const bar = bars[index];
            return bar
              ? `${bar.name}: importance ${Math.round(bar.share * 100)} %, correlation ${correlationText(bar.correlation)}`
              : '';
          }}
          {...(props.picture && { picture: props.picture })}
        />
      )}
      <figcaption class="chart-notes faint">
        Share of the error that shuffling a parameter adds, {treeCount} regression trees judged on
        runs that they did not see; right: Spearman’s rank correlation. From{' '}
        {result.usedRuns.toLocaleString('en-US')}
        {result.usedRuns < result.runs ? ` of ${result.runs.toLocaleString('en-US')}` : ''} runs and{' '}
        {plural(params, 'parameter')}
        {left > 0 && ` (${left} left out)`}. The trees foretell{' '}
        {Math.max(0, Math.round(result.foretold * 100))} % of the variance
        {result.foretold < 0.2 && ': little, so take the order with care'}. It shows what goes
        together, not what causes it.
      </figcaption>
    </figure>
  );
}

function useImportance(
  metric: string,
  inSight: boolean,
): Statistics<'importance'> & { readonly params: number; readonly left: number } {
  const all = choosable(['param']).filter((info) => !info.uniform);
  const infos = all.slice(0, mostParams);
  const features = infos.flatMap((info) => {
    const found = dimension(info.key);
    return found ? [{ name: info.name, ...found }] : [];
  });
  const target = dimension(columnKey('metric', metric));
  const found = chartRows.value;
  const keys = infos.map(({ key }) => key).join('\n');
  const made = useStatistics('importance', inSight, [target, features.length, keys, found], () =>
    target && features.length === infos.length
      ? {
          features: features.map((feature) => ({
            ...feature,
            values: valuesAt(feature.values, found),
          })),
          metric: valuesAt(target.values, found),
        }
      : undefined,
  );
  return { ...made, params: features.length, left: all.length - infos.length };
}
