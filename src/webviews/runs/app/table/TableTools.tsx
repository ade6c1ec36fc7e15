import { type VNode } from 'preact';
import { type RunId } from '../../../../model/ids';
import { Checkbox } from '../../../ui/Controls';
import { Menu, type MenuItem } from '../../../ui/Menu';
import { setBaseline } from '../client';
import { rowFor, rows } from '../data';
import { baselineRow, focused } from '../model';
import { ColumnChooser } from './ColumnChooser';
import { allColumns, columnByKey } from './columns';
import { bestRow, keyMetricName } from './keyMetric';
import { changeLayout, layout } from './layout';
import { foldAll, groupRowsBy } from './lines';

/** How the table is arranged, above it. */
export function TableTools(): VNode {
  return (
    <div class="table-tools">
      <Checkbox
        checked={layout.value.differing}
        label="Only what differs"
        onChange={(differing) => changeLayout({ differing })}
      />
      <Baseline />
      <Grouping />
      <ColumnChooser />
    </div>
  );
}

const shownName = 16;

function Baseline(): VNode {
  const row = baselineRow.value;
  const head = row === undefined ? undefined : rows.value[row];
  const name = head?.version?.split(' ').at(-1) ?? head?.name ?? 'none';
  const cut = name.length > shownName ? `${name.slice(0, shownName)}…` : name;
  return (
    <Menu
      icon="pinned"
      name={`Baseline: ${name.slice(0, 100)}`}
      text={`Baseline ${cut}`}
      items={() => baselines(head?.id)}
    />
  );
}

const mostVersions = 8;

/** Runs that make sense as one: what is focused, the best one, and those behind versions. */
function baselines(now: RunId | undefined): readonly MenuItem[] {
  const items: MenuItem[] = [];
  const seen = new Set<RunId | undefined>([now]);
  const add = (run: RunId | undefined, what: string, icon: string): void => {
    const name = rowFor(run)?.name;
    if (seen.has(run) || name === undefined) return;
    seen.add(run);
    const label = `${what}: ${name.slice(0, 40)}`;
    items.push({ label, icon, run: () => setBaseline(run) });
  };
  add(focused.value, 'Focused run', 'arrow-right');
  const best = bestRow();
  if (best !== undefined) add(rows.value[best]?.id, `Best ${keyMetricName.value}`, 'trophy');
  for (const { id, version } of rows.value) {
    if (version !== undefined && items.length < mostVersions) add(id, version.slice(0, 40), 'tag');
  }
  if (now !== undefined) {
    items.push({ label: 'No baseline', icon: 'close', run: () => setBaseline(undefined) });
  }
  return items;
}

const mostGroupings = 14;

function Grouping(): VNode {
  const { groupBy } = layout.value;
  const name =
    groupBy === undefined ? undefined : (columnByKey.value.get(groupBy)?.name ?? groupBy);
  return (
    <Menu
      icon="list-tree"
      name={name === undefined ? 'Group the runs' : `Grouped by ${name.slice(0, 100)}`}
      text={name === undefined ? 'Group' : `By ${name.slice(0, shownName)}`}
      items={groupings}
    />
  );
}

function groupings(): readonly MenuItem[] {
  const { groupBy } = layout.value;
  const usual = allColumns.value.filter(
    ({ group, info, key }) =>
      ['run.branch', 'run.status', 'run.experiment', 'run.author'].includes(key) ||
      ((group === 'param' || group === 'tag') && info?.uniform === false),
  );
  const items: MenuItem[] = usual.slice(0, mostGroupings).map(({ key, name }) => ({
    label: `By ${name.slice(0, 40)}`,
    icon: key === groupBy ? 'check' : 'blank',
    run: () => groupRowsBy(key),
  }));
  if (groupBy === undefined) return items;
  return [
    { label: 'Do not group', icon: 'close', run: () => groupRowsBy(undefined) },
    { label: 'Fold all', icon: 'collapse-all', run: () => foldAll(true) },
    { label: 'Unfold all', icon: 'expand-all', run: () => foldAll(false) },
    ...items,
  ];
}
