import { type VNode } from 'preact';
import { Button, IconButton } from '../../ui/Controls';
import { chartsShown, promotable, selected, view } from './model';
import { ExportMenu } from './export/ExportMenu';
import { QueryLine } from './query/QueryLine';

export function Toolbar(): VNode {
  const count = selected.value.length;
  return (
    <header class="toolbar">
      <QueryLine />
      <Button
        icon="git-compare"
        disabled={count < 2}
        title={count < 2 ? 'Select two runs or more' : undefined}
        onClick={() => {
          view.value = { kind: 'compare', runs: selected.value };
        }}
      >
        {count < 2 ? 'Compare' : `Compare ${count}`}
      </Button>
      <Button
        primary
        disabled={promotable.value === undefined}
        title={promotable.value === undefined ? 'Choose a run first' : undefined}
        onClick={() => {
          if (promotable.value) view.value = { kind: 'promote', run: promotable.value };
        }}
      >
        Promote…
      </Button>
      <ExportMenu />
      <IconButton
        icon="graph-line"
        name={chartsShown.value ? 'Hide charts' : 'Show charts'}
        pressed={chartsShown.value}
        onClick={() => {
          chartsShown.value = !chartsShown.value;
        }}
      />
    </header>
  );
}
