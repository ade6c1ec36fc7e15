import { type VNode } from 'preact';
import { type KeptChart } from '../../../../stores/keptCharts';
import { infoOf } from '../data';
import { choosable, nameOfKey } from './columnsOf';
import { differingParams } from './defaultAxes';

type KeptAxis = NonNullable<KeptChart['axes']>[number];
const mostOffered = 500;

export function axisOf(key: string): KeptAxis {
  return { key, flip: false, log: false };
}

/** Columns that have no axis yet: the params that differ first. */
export function FurtherAxes(props: {
  readonly wanted: readonly KeptAxis[];
  readonly onAdd: (key: string) => void;
}): VNode | null {
  const there = new Set(props.wanted.map(({ key }) => key));
  const differing = differingParams(mostOffered).filter((key) => !there.has(key));
  const others = choosable(['metric', 'param', 'tag'])
    .map(({ key }) => key)
    .filter((key) => !there.has(key) && !differing.includes(key));
  if (differing.length + others.length === 0) return null;
  return (
    <select
      class="further"
      aria-label="Add an axis"
      value=""
      onChange={(event) => {
        const key = event.currentTarget.value;
        event.currentTarget.value = '';
        if (infoOf(key)) props.onAdd(key);
      }}
    >
      <option value="">
        {differing.length > 0 ? `+ axis, ${differing.length} more differ` : '+ axis'}
      </option>
      {[...differing, ...others].slice(0, mostOffered).map((key) => (
        <option key={key} value={key}>
          {nameOfKey(key).slice(0, 80)}
        </option>
      ))}
    </select>
  );
}
