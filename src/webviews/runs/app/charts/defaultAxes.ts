import { computed } from '@preact/signals';
import { isCostly } from '../../../../model/charts/costly';
import { spearman } from '../../../../model/charts/ranks';
import { type ColumnInfo, type ColumnKey } from '../../../../model/frame/frame';
import { type KeptChart } from '../../../../stores/keptCharts';
import { infos } from '../data';
import { choosable, dimension, keyMetricKey } from './columnsOf';

const mostLookedAt = 400;
/** Columns whose values are fetched to see which goes along with the metric. */
const mostCorrelated = 24;
/** Runs that are looked at to choose an axis; nothing that is shown comes from these alone. */
const mostRuns = 1_000;

/** Params that tell runs apart: those that most runs have first, numbers before texts. */
export function differingParams(most: number): ColumnKey[] {
  return infos.value
    .filter((info) => info.kind === 'param' && differs(info))
    .slice(0, mostLookedAt)
    .sort((a, b) => b.count - a.count || Number(isNumeric(b)) - Number(isNumeric(a)))
    .slice(0, most)
    .map((info) => info.key);
}

export interface ScatterAxes {
  readonly x: ColumnKey | undefined;
  readonly y: ColumnKey | undefined;
}

/** The user's columns, else the key metric against what it cost or what goes along with it most. */
export function scatterAxes(chart: Pick<KeptChart, 'x' | 'y'>): ScatterAxes {
  const y = (chart.y as ColumnKey | undefined) ?? keyMetricKey();
  return { x: (chart.x as ColumnKey | undefined) ?? usualX.value ?? y, y };
}

/** A number whenever there is one: what a run took, else the param or metric that the key metric goes along with. */
const usualX = computed<ColumnKey | undefined>(() => {
  const y = keyMetricKey();
  const others = choosable(['metric', 'param']).filter(({ key }) => key !== y);
  const numeric = others.filter((info) => isNumeric(info) && info.min < info.max);
  const costly = numeric
    .filter(({ name }) => isCostly(name))
    .sort((a, b) => b.count - a.count)
    .at(0);
  if (costly) return costly.key;
  const params = numeric.filter(({ kind }) => kind === 'param');
  return (
    mostCorrelatedOf(params.length > 0 ? params : numeric, y) ??
    differingParams(1)[0] ??
    others[0]?.key
  );
});

function mostCorrelatedOf(
  found: readonly ColumnInfo[],
  y: ColumnKey | undefined,
): ColumnKey | undefined {
  const target = y && dimension(y);
  const picked = target && some(target.values);
  const likely = [...found].sort((a, b) => b.count - a.count).slice(0, mostCorrelated);
  const strengths = likely.map(({ key }) => {
    const own = dimension(key);
    const together = own && picked && spearman(some(own.values), picked);
    return { key, strength: Math.abs(together?.correlation ?? 0) };
  });
  return strengths.sort((a, b) => b.strength - a.strength)[0]?.key;
}

function some(values: Float64Array): Float64Array {
  if (values.length <= mostRuns) return values;
  const every = values.length / mostRuns;
  return Float64Array.from(
    { length: mostRuns },
    (_one, index) => values[Math.floor(index * every)] ?? 0,
  );
}

function differs(info: ColumnInfo): boolean {
  return !info.uniform && info.count > 1 && !(info.min === info.max);
}

/** Of texts: every one is a number. */
function isNumeric({ min }: ColumnInfo): boolean {
  return !Number.isNaN(min);
}
