import { render, type VNode } from 'preact';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import 'uplot/dist/uPlot.min.css';
import './runs.css';
import './table/table.css';
import './table/names.css';
import './table/details.css';
import './charts/charts.css';
import './compare/grid.css';
import './compare/heads.css';
import './compare/cells.css';
import './compare/cards.css';
import './compare/addRun.css';
import './compare/artifacts.css';
import './compare/compare.css';
import './promote/promote.css';
import './zoomed.css';
import { Compare } from './compare/Compare';
import { announced, state, view } from './model';
import { Promote } from './promote/Promote';
import { Runs } from './Runs';
import { tellTouched } from './tellTouched';

registerControls();
tellTouched();

function App(): VNode {
  const shown = view.value;
  // After a reload the page knows where it was before it knows the runs.
  const read = state.value.readAt !== undefined;
  return (
    <>
      {(shown.kind === 'table' || !read) && <Runs />}
      {shown.kind === 'compare' && read && <Compare />}
      {shown.kind === 'promote' && read && <Promote key={shown.run} run={shown.run} />}
      <div class="sr-only" role="status">
        {announced.value}
      </div>
    </>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
