import { type VNode } from 'preact';
import { environmentTags } from '../../../../model/comparison/lines';
import { textIn } from '../../../../model/comparison/runValues';
import { plural } from '../../../../model/words';
import { order, values } from './compareState';
import { cut } from './lineShape';

const facts = 2;

/** Above the names: what all runs have in common, such as the data. */
export function Corner(): VNode {
  const now = values.value;
  const runs = order.value;
  const [base] = runs;
  if (!now || base === undefined) return <span class="sr-only">Name</span>;
  const { tags } = now;
  const shared: string[] = [];
  for (let row = 0; row < tags.names.length && shared.length < facts; row++) {
    const name = tags.names[row] ?? '';
    const value = textIn(tags, now.runs.length, row, base);
    if (value === undefined || value.length > 40 || environmentTags.test(name)) continue;
    const same = runs.every((run) => textIn(tags, now.runs.length, row, run) === value);
    if (same) shared.push(`${name} ${value}`);
  }
  return (
    <div class="corner faint">
      {shared.map((fact) => (
        <div key={fact} class="ellipsis" title={`${fact} in all runs`}>
          {cut(fact)} in all
        </div>
      ))}
      <div class="ellipsis">{plural(runs.length, 'run')}</div>
    </div>
  );
}
