import { type VNode } from 'preact';
import { columnKey } from '../../../../model/frame/frame';
import { type NamedValue } from '../../../../model/run';
import { type Found, type MetricDetail, type RunDetails } from '../../../../model/runDetails';
import { metricText } from '../../../../model/words';
import { CutName } from '../CutName';
import { directionOf } from '../model';
import { hiddenTags } from './columns';
import { copyText } from './copying';

/** What a run logged. @param found only what somebody looked for is there */
export function DetailLists(props: {
  readonly details: RunDetails;
  readonly found: boolean;
}): VNode {
  const { params, metrics, tags } = props.details;
  const nothing = params.count + metrics.count + tags.count === 0;
  return (
    <>
      {nothing && (
        <p class="faint">
          {props.found ? 'No metric, param or tag has this.' : 'Nothing was logged yet.'}
        </p>
      )}
      {metrics.count > 0 && <Metrics metrics={metrics} />}
      {params.count > 0 && <Values title="Params" values={params} />}
      {tags.count > 0 && (
        <Values
          title="Tags"
          values={{
            count: tags.count,
            // What the facts above say already comes last.
            first: tags.first.toSorted(
              (a, b) => Number(hiddenTags.test(a.name)) - Number(hiddenTags.test(b.name)),
            ),
          }}
        />
      )}
    </>
  );
}

function Metrics({ metrics }: { readonly metrics: Found<MetricDetail> }): VNode {
  return (
    <table class="detail-metrics">
      <caption>
        Metrics <span class="faint">{metrics.count.toLocaleString('en-US')}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">name</th>
          <th scope="col">last</th>
          <th scope="col">best</th>
          <th scope="col">min</th>
          <th scope="col">max</th>
        </tr>
      </thead>
      <tbody>
        {metrics.first.map(({ name, last, min, max, among }) => {
          const way = directionOf(columnKey('metric', name));
          const best = way === 'higher' ? max : way === 'lower' ? min : undefined;
          const first = among && (way === 'higher' ? among.max : among.min);
          // Where all have the same, nobody is the best.
          const isFirst = best === first && among?.min !== among?.max;
          return (
            <tr key={name}>
              <th scope="row">
                <CutName name={name} />
              </th>
              <td>{metricText(last)}</td>
              {best === undefined ? (
                <td class="faint" title="No better direction is known">
                  –
                </td>
              ) : (
                <td
                  class={isFirst ? 'good first' : ''}
                  title={isFirst ? 'The best of the runs in the table' : undefined}
                >
                  {metricText(best)}
                  {isFirst && <span class="sr-only"> (best in the table)</span>}
                </td>
              )}
              <td>{metricText(min)}</td>
              <td>{metricText(max)}</td>
            </tr>
          );
        })}
      </tbody>
      <More found={metrics} />
    </table>
  );
}

function Values(props: { readonly title: string; readonly values: Found<NamedValue> }): VNode {
  const { title, values } = props;
  return (
    <table class="detail-values">
      <caption>
        {title} <span class="faint">{values.count.toLocaleString('en-US')}</span>
      </caption>
      <tbody>
        {values.first.map(({ name, value }) => (
          <tr key={name}>
            <th scope="row">
              <CutName name={name} />
            </th>
            <td>
              <button
                type="button"
                class="detail-value"
                title={`${value.slice(0, 2_000)}\nClick copies it`}
                onClick={() => copyText(value, name.slice(0, 60))}
              >
                {value.slice(0, 2_000)}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
      <More found={values} />
    </table>
  );
}

function More({ found }: { readonly found: Found<unknown> }): VNode | null {
  const more = found.count - found.first.length;
  if (more <= 0) return null;
  return (
    <tfoot>
      <tr>
        <td colSpan={5} class="faint">
          … and {more.toLocaleString('en-US')} more: find them by name.
        </td>
      </tr>
    </tfoot>
  );
}
