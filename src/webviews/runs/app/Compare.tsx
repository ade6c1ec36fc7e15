import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Comparison, type MetricRow, type ValueRow } from '../../../model/compare';
import { type RunId } from '../../../model/ids';
import { metricText } from '../../../model/words';
import { Button, Checkbox, IconButton } from '../../ui/Controls';
import { Artifacts } from './Artifacts';
import { Smoothing } from './Charts';
import { client, tell } from './client';
import { Delta } from './Delta';
import { LineChart } from './LineChart';
import { Mark } from './Mark';
import { differing, marks, rowOf, selected, smoothing, state, table, view } from './model';

/** Runs side by side against the baseline: regressions first, then what differs, curves and artifacts. */
export function Compare({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const { baseline, readAt } = state.value;
  const all = baseline !== undefined && !runs.includes(baseline) ? [baseline, ...runs] : [...runs];
  const ordered =
    baseline === undefined ? all : [baseline, ...all.filter((run) => run !== baseline)];
  const [comparison, setComparison] = useState<Comparison>();
  const [problem, setProblem] = useState<string>();
  const key = ordered.join(' ');
  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('compare', { runs: ordered, baseline: ordered[0] }, abort.signal)
      .then((found) => {
        setComparison(found);
        setProblem(undefined);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [key, readAt]);

  return (
    <main class="compare">
      <header class="toolbar">
        <button type="button" class="link" onClick={back}>
          <span class="codicon codicon-arrow-left" aria-hidden="true" /> Runs
        </button>
        <h1>
          {ordered.length} runs against {nameOf(ordered[0])}
        </h1>
        <span class="grow" />
        <Checkbox
          checked={differing.value}
          label="Only what differs"
          onChange={(checked) => {
            differing.value = checked;
          }}
        />
        <Button
          icon="diff-multiple"
          disabled={ordered.length < 2}
          onClick={() =>
            tell(client.ask('codeDiff', { from: ordered[0] ?? '', to: ordered.at(-1) ?? '' }))
          }
        >
          Code diff
        </Button>
        <Button
          primary
          onClick={() => {
            const best = ordered.find((run) => run !== baseline) ?? ordered[0];
            if (best) view.value = { kind: 'promote', run: best };
          }}
        >
          Promote…
        </Button>
      </header>
      {problem !== undefined && <div class="message problem">{problem}</div>}
      <div class="compare-body">
        <div class="compare-main">
          <div class="compare-scroll">
            <table class="compare-table">
              <thead>
                <tr>
                  <th scope="col">
                    <span class="sr-only">Name</span>
                  </th>
                  {ordered.map((run, index) => (
                    <RunHead
                      key={run}
                      run={run}
                      baseline={index === 0}
                      removable={ordered.length > 2}
                    />
                  ))}
                </tr>
              </thead>
              {comparison && <Sections comparison={comparison} />}
            </table>
          </div>
          <Curves runs={ordered} />
        </div>
        <Artifacts runs={ordered} />
      </div>
    </main>
  );
}

function back(): void {
  view.value = { kind: 'table' };
}

function RunHead(props: {
  readonly run: RunId;
  readonly baseline: boolean;
  readonly removable: boolean;
}): VNode {
  const row = rowOf.value.get(props.run);
  const head = row === undefined ? undefined : table.value.rows[row];
  const mark = marks.value.get(props.run);
  return (
    <th scope="col" class={props.baseline ? 'base' : ''}>
      <div class="run-head">
        {mark && <Mark mark={mark} />}
        <span class="ellipsis grow" title={head?.name}>
          {head?.name ?? 'unknown run'}
        </span>
        {!props.baseline && props.removable && (
          <IconButton
            icon="close"
            name={`Remove ${head?.name ?? ''} from the comparison`}
            onClick={() => {
              const rest = selected.value.filter((run) => run !== props.run);
              selected.value = rest;
              view.value = { kind: 'compare', runs: rest };
            }}
          />
        )}
      </div>
      <div class="faint small ellipsis">
        {props.baseline ? 'baseline · ' : ''}
        {[head?.branch, head?.commit?.slice(0, 7), head?.job && `#${head.job.id}`]
          .filter(Boolean)
          .join(' · ')}
      </div>
    </th>
  );
}

function Sections({ comparison }: { readonly comparison: Comparison }): VNode {
  const { metrics, params, tags, runs } = comparison;
  const worse = metrics.differing.filter((row) =>
    row.cells.some((cell) => cell?.verdict === 'worse'),
  );
  const rest = metrics.differing.filter((row) => !worse.includes(row));
  const span = runs.length + 1;
  return (
    <>
      <Group title="Metrics" span={span} note="change against the baseline" />
      <tbody>
        {worse.length > 0 && (
          <Divider
            span={span}
            sign="△"
            tone="bad"
            text={`Worse in at least one run ${worse.length}`}
          />
        )}
        {worse.map((row) => (
          <MetricCells key={row.name} row={row} />
        ))}
        {rest.length > 0 && (
          <Divider span={span} sign="▲" tone="good" text={`Not worse in any run ${rest.length}`} />
        )}
        {rest.map((row) => (
          <MetricCells key={row.name} row={row} />
        ))}
      </tbody>
      <Group title="Params" span={span} note={counts(params)} />
      <tbody>
        {params.differing.map((row) => (
          <ValueCells key={row.name} row={row} />
        ))}
      </tbody>
      <Group title="Tags" span={span} note={counts(tags)} />
      <tbody>
        {tags.differing.map((row) => (
          <ValueCells key={row.name} row={row} />
        ))}
      </tbody>
    </>
  );
}

function counts(part: { differing: readonly unknown[]; equal: number }): string {
  return `${part.differing.length} of ${part.differing.length + part.equal} differ`;
}

function Group(props: {
  readonly title: string;
  readonly span: number;
  readonly note: string;
}): VNode {
  return (
    <tbody>
      <tr class="group">
        <th scope="rowgroup" colSpan={props.span}>
          {props.title} <span class="faint">{props.note}</span>
        </th>
      </tr>
    </tbody>
  );
}

function Divider(props: {
  readonly span: number;
  readonly sign: string;
  readonly tone: string;
  readonly text: string;
}): VNode {
  return (
    <tr class="divider">
      <th scope="rowgroup" colSpan={props.span}>
        <span class={props.tone} aria-hidden="true">
          {props.sign}
        </span>{' '}
        {props.text}
      </th>
    </tr>
  );
}

function MetricCells({ row }: { readonly row: MetricRow }): VNode {
  const base = row.cells[0]?.value;
  const deltas = row.cells.map((cell) => Math.abs(cell?.delta ?? 0)).filter(Number.isFinite);
  const scale = Math.max(...deltas, 0);
  const best = bestOf(row);
  return (
    <tr>
      <th scope="row" class="ellipsis" title={row.name}>
        {row.name} {row.direction === 'lower' && <span class="faint small">lower is better</span>}
      </th>
      {row.cells.map((cell, index) => (
        <td key={index} class={cell?.verdict === 'worse' ? 'worse' : ''}>
          {cell === undefined ? (
            <span class="faint">–</span>
          ) : (
            <span class="metric-pair">
              <span class={cell.value === best ? 'best' : ''} title={String(cell.value)}>
                {metricText(cell.value)}
              </span>
              {index > 0 && base !== undefined && (
                <>
                  <Delta
                    value={cell.value}
                    baseline={base}
                    direction={row.direction}
                    scale={scale}
                  />
                  <Bar delta={cell.delta ?? 0} scale={scale} tone={cell.verdict} />
                </>
              )}
            </span>
          )}
        </td>
      ))}
    </tr>
  );
}

function bestOf(row: MetricRow): number | undefined {
  if (row.direction === 'unknown') return undefined;
  const values = row.cells.flatMap((cell) =>
    cell && Number.isFinite(cell.value) ? [cell.value] : [],
  );
  if (values.length === 0) return undefined;
  return row.direction === 'higher' ? Math.max(...values) : Math.min(...values);
}

function Bar(props: {
  readonly delta: number;
  readonly scale: number;
  readonly tone: string;
}): VNode {
  const half = 18;
  const size =
    props.scale > 0 && Number.isFinite(props.delta)
      ? (Math.abs(props.delta) / props.scale) * half
      : 0;
  const x = props.delta < 0 ? half - size : half;
  return (
    <svg class={`bar ${props.tone}`} width="37" height="12" viewBox="0 0 37 12" aria-hidden="true">
      <rect x={x + 0.5} y="3" width={Math.max(size, 0.5)} height="6" />
      <path class="tick" d={`M${half + 0.5} 0V12`} />
    </svg>
  );
}

function ValueCells({ row }: { readonly row: ValueRow }): VNode {
  return (
    <tr>
      <th scope="row" class="ellipsis mono" title={row.name}>
        {row.name}
      </th>
      {row.values.map((value, index) => (
        <td key={index} class={index > 0 && value === row.values[0] ? 'faint mono' : 'mono'}>
          <span class="ellipsis block" title={value}>
            {value ?? '–'}
          </span>
        </td>
      ))}
    </tr>
  );
}

function Curves({ runs }: { readonly runs: readonly RunId[] }): VNode | null {
  const rows = runs.map((run) => rowOf.value.get(run)).filter((row) => row !== undefined);
  const metrics = table.value.metrics.filter(
    (metric) => metric.hasHistory && rows.some((row) => metric.has[row] === 1),
  );
  if (metrics.length === 0) return null;
  const key = state.value.keyMetric;
  const sorted = [...metrics].sort((a, b) => Number(b.name === key) - Number(a.name === key));
  return (
    <section aria-label="Curves">
      <header class="section-title">
        <h2>Curves</h2>
        <span class="faint grow">{metrics.length} metrics with a history</span>
        <Smoothing />
      </header>
      <div class="curves">
        {sorted.slice(0, 4).map((metric) => (
          <div key={metric.name}>
            <h3>
              {metric.name}{' '}
              {metric.direction === 'lower' && <span class="faint small">lower is better</span>}
            </h3>
            <LineChart metric={metric.name} runs={runs} smoothing={smoothing.value} height={190} />
          </div>
        ))}
      </div>
    </section>
  );
}

function nameOf(run: RunId | undefined): string {
  const row = run === undefined ? undefined : rowOf.value.get(run);
  return row === undefined ? '…' : (table.value.rows[row]?.name ?? '…');
}
