import { type VNode } from 'preact';
import { Columns } from './Columns';
import { shownRuns } from './compareState';
import { Corner } from './Corner';
import { RunHead } from './RunHead';

/** Who stands in which column. */
export function HeadRow(props: {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}): VNode {
  return (
    <div class="cmp-head" role="row" aria-rowindex={1}>
      <Columns {...props} role="columnheader" of={shownRuns.value} name={<Corner />}>
        {(run, place) => <RunHead key={run} run={run} baseline={place === 0} />}
      </Columns>
    </div>
  );
}
