import { type VNode } from 'preact';
import { agoText, plural } from '../../../model/words';
import { Icon } from '../../ui/Controls';
import { client } from './client';
import { message, tell } from './message';
import { rows } from './data';
import { announced, state } from './model';
import { columns } from './table/columns';
import { sortNow, waiting } from './table/holding';
import { hiddenRuns, showHiddenRuns } from './table/personal';

export function Footer(): VNode {
  const { readAt, loading, progress, problem } = state.value;
  const age = readAt === undefined ? 'not read yet' : `updated ${agoText(readAt, Date.now())}`;
  // What has its own line is not said twice.
  const said = announced.value === message.value?.text ? '' : announced.value;
  return (
    <footer class="footer">
      <button
        type="button"
        class="link plain"
        title="Refresh"
        onClick={() => tell(() => client.ask('refresh', {}))}
      >
        {loading && <Icon name="loading~spin" />} {plural(rows.value.length, 'run')} ·{' '}
        {plural(columns.value.length, 'column')} ·{' '}
        {problem === undefined ? age : 'could not refresh'}
      </button>
      {progress && (
        <span class="faint">
          reading {progress.done.toLocaleString('en-US')} of{' '}
          {progress.total.toLocaleString('en-US')}
        </span>
      )}
      {waiting.value && (
        <button
          type="button"
          class="link moved-hint"
          title="The rows stay where they are while you work on them"
          onClick={sortNow}
        >
          {waitingText(waiting.value)} – sort now
        </button>
      )}
      {hiddenRuns.value.size > 0 && (
        <button type="button" class="link" onClick={showHiddenRuns}>
          {hiddenRuns.value.size.toLocaleString('en-US')} hidden, show
        </button>
      )}
      <span class="ellipsis said">{said}</span>
      <span class="grow" />
      <span class="faint legend">
        <span class="good">▲▼</span> better <span class="bad">△▽</span> worse than baseline
      </span>
      <span class="faint keys">
        <kbd>Space</kbd> select <kbd>B</kbd> baseline <kbd>Enter</kbd> open <kbd>P</kbd> promote{' '}
        <kbd>S</kbd> star <kbd>H</kbd> hide <kbd>D</kbd> code <kbd>L</kbd> log
      </span>
    </footer>
  );
}

function waitingText({ moved, added }: { readonly moved: number; readonly added: number }): string {
  const parts = [
    ...(moved > 0 ? [`${moved.toLocaleString('en-US')} moved`] : []),
    ...(added > 0 ? [`${added.toLocaleString('en-US')} new`] : []),
  ];
  return parts.join(', ');
}
