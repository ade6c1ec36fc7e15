import { type VNode } from 'preact';
import { type Comparison, type MetricRow, type ValueRow } from '../../../model/compare';
import { type RunId } from '../../../model/ids';
import { metricText } from '../../../model/words';
import { IconButton } from '../../ui/Controls';
import { Delta } from '../../ui/Delta';
import { Mark } from './Mark';
import { rowFor } from './data';
import { hiddenTags, marks, selected, view } from './model';
import { diff } from './tableKeys';

/** px; the style sheet knows the first one too. */
const nameWidth = 190;
const baseWidth = 152;
const runWidth = 216;

/** Values of runs side by side; the first is the baseline. */
export function CompareTable(props: {
  readonly runs: readonly RunId[];
  readonly comparison: Comparison | undefined;
}): VNode {
  const { runs, comparison } = props;
  return (
    <div class="compare-scroll" tabIndex={0} role="group" aria-label="Comparison">
      <table
        class="compare-table"
        style={{ minWidth: `${nameWidth + baseWidth + (runs.length - 1) * runWidth}px` }}
      >
        <colgroup>
          <col style={{ width: `${nameWidth}px` }} />
          <col style={{ width: `${baseWidth}px` }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <span class="sr-only">Name</span>
            </th>
            {runs.map((run, index) => (
              <RunHead key={run} run={run} baseline={index === 0} removable={runs.length > 2} />
            ))}
          </tr>
        </thead>
        {comparison && <Sections comparison={comparison} />}
      </table>
    </div>
  );
}

function RunHead(props: {
  readonly run: RunId;
  readonly baseline: boolean;
  readonly removable: boolean;
}): VNode {
  const head = rowFor(props.run);
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
  const ownTags = tags.differing.filter((row) => !hiddenTags.test(row.name));
  const same = metrics.equal === 0 ? '' : `, ${metrics.equal} equal`;
  return (
    <>
      <Group
        title="Metrics"
        span={span}
        note={`${metrics.differing.length} · change against the baseline, bar scaled to the row${same}`}
      />
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
        <CodeCells runs={runs} />
      </tbody>
      {ownTags.length > 0 && (
        <>
          <Group title="Tags" span={span} note={`${ownTags.length} differ`} />
          <tbody>
            {ownTags.map((row) => (
              <ValueCells key={row.name} row={row} />
            ))}
          </tbody>
        </>
      )}
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
        <td key={index} class={index === 0 ? 'base' : cell?.verdict === 'worse' ? 'worse' : ''}>
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

/** The commits, with the way into the editor's own diff. */
function CodeCells({ runs }: { readonly runs: readonly RunId[] }): VNode {
  const commits = runs.map((run) => rowFor(run)?.commit);
  const [base] = commits;
  return (
    <tr>
      <th scope="row">Code</th>
      {runs.map((run, index) => {
        const commit = commits[index];
        if (commit === undefined) return <td key={run}>–</td>;
        const short = commit.slice(0, 7);
        return (
          <td key={run} class="mono">
            {index === 0 || base === undefined ? (
              short
            ) : commit === base ? (
              <span class="faint">{short}, the same</span>
            ) : (
              <button
                type="button"
                class="link"
                title="Compare the code with the baseline's"
                onClick={() => diff(run, runs[0])}
              >
                {short} <span class="codicon codicon-diff-multiple" aria-hidden="true" />
              </button>
            )}
          </td>
        );
      })}
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
        <td
          key={index}
          class={index === 0 ? 'base mono' : value === row.values[0] ? 'faint mono' : 'mono'}
        >
          <span class="ellipsis block" title={value}>
            {value ?? '–'}
          </span>
        </td>
      ))}
    </tr>
  );
}
