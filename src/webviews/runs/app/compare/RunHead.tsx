import { type VNode } from 'preact';
import { useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { agoText } from '../../../../model/words';
import { IconButton } from '../../../ui/Controls';
import { client } from '../client';
import { tell } from '../message';
import { rowFor } from '../data';
import { CutName } from '../CutName';
import { Mark } from '../Mark';
import { hovered, marks } from '../model';
import { diff } from '../table/runActions';
import { starred, toggleStarred } from '../table/personal';
import { makeBaseline, mergeRequests, moveRun, nameOf, removeRun, shownRuns } from './compareState';
import { Menu, type MenuItem } from '../../../ui/Menu';

const dragged = 'application/x-mlops-run';

/** Who stands in a column: drag it, or move it with the arrows, to put runs side by side. */
export function RunHead(props: { readonly run: RunId; readonly baseline: boolean }): VNode {
  const { run, baseline } = props;
  const [over, setOver] = useState<'before' | 'after'>();
  const head = rowFor(run);
  const mark = marks.value.get(run);
  const place = shownRuns.value.indexOf(run);
  const name = nameOf(run);
  const isStarred = starred.value.has(run);
  const request = mergeRequests.value.get(run);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step !== undefined && !baseline) moveRun(run, place + step);
    else if (event.key === 'Delete' && !baseline) removeRun(run);
    else if (event.key === 'b' || event.key === 'B') makeBaseline(run);
    else if (event.key === 's' || event.key === 'S') toggleStarred(run);
    else return;
    event.preventDefault();
  };
  return (
    <div
      class={`run-box ${hovered.value === run ? 'hovered' : ''} ${over === undefined ? '' : `drop-${over}`}`}
      draggable={!baseline}
      onMouseEnter={() => {
        hovered.value = run;
      }}
      onMouseLeave={() => {
        hovered.value = undefined;
      }}
      onDragStart={(event) => event.dataTransfer?.setData(dragged, run)}
      onDragOver={(event) => {
        if (event.dataTransfer?.types.includes(dragged) !== true) return;
        event.preventDefault();
        const box = event.currentTarget.getBoundingClientRect();
        setOver(!baseline && event.clientX < box.left + box.width / 2 ? 'before' : 'after');
      }}
      onDragLeave={() => setOver(undefined)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(undefined);
        const other = event.dataTransfer?.getData(dragged) as RunId | undefined;
        const from = other === undefined ? -1 : shownRuns.value.indexOf(other);
        if (other === undefined || from === -1 || other === run) return;
        const to = place + (over === 'after' ? 1 : 0);
        moveRun(other, from < to ? to - 1 : to);
      }}
    >
      <div class="run-head">
        {mark && <Mark mark={mark} />}
        <button
          type="button"
          class="run-name grow"
          title={
            baseline
              ? `${name}: what the others are compared with`
              : `${name}: drag, or move with ← and →; B makes it the baseline, S stars it, Delete takes it out`
          }
          onKeyDown={move}
          onClick={() => tell(() => client.ask('openWeb', { run }))}
        >
          <CutName name={name} />
        </button>
        <span class="run-tools">
          <IconButton
            icon={isStarred ? 'star-full' : 'star-empty'}
            name={isStarred ? `Take the star off ${name}` : `Star ${name}`}
            pressed={isStarred}
            onClick={() => toggleStarred(run)}
          />
          <Menu icon="ellipsis" name={`Actions of ${name}`} items={() => actions(run, baseline)} />
          {!baseline && shownRuns.value.length > 2 && (
            <IconButton
              icon="close"
              name={`Remove ${name} from the comparison`}
              onClick={() => removeRun(run)}
            />
          )}
        </span>
      </div>
      <div class="run-facts faint small">
        {baseline && (
          <span class="chip" title={head?.version}>
            {head?.version?.split(' ').at(-1) ?? 'baseline'}
          </span>
        )}
        {!baseline && <CutName name={head?.branch ?? 'no branch'} />}
        {request && (
          <button
            type="button"
            class="link"
            title={`Merge request !${request.iid}, ${request.state}: ${request.title}`}
            onClick={() => tell(() => client.ask('openMergeRequest', { run }))}
          >
            !{request.iid}
          </button>
        )}
        {baseline && (
          <span class="rest ellipsis" title={head?.branch}>
            {head?.version === undefined ? (head?.branch ?? 'no branch') : 'baseline'}
          </span>
        )}
      </div>
      <div class="run-facts wraps small">
        {head?.commit !== undefined && (
          <button
            type="button"
            class="link mono"
            title={`Commit ${head.commit}: the code against the baseline’s`}
            disabled={baseline}
            onClick={() => diff(run, shownRuns.value[0])}
          >
            {head.commit.slice(0, 7)}
          </button>
        )}
        {head?.job && (
          <button
            type="button"
            class="link mono"
            title={`Follow the log of job #${head.job.id}`}
            onClick={() => tell(() => client.ask('followJob', { run }))}
          >
            #{head.job.id}
          </button>
        )}
        {head && <span class="faint">{agoText(head.createdAt, Date.now())}</span>}
      </div>
    </div>
  );
}

function actions(run: RunId, baseline: boolean): MenuItem[] {
  const all = shownRuns.value;
  const place = all.indexOf(run);
  const items: MenuItem[] = [];
  const add = (label: string, icon: string, act: () => void): void => {
    items.push({ label, icon, run: act });
  };
  if (!baseline) {
    add('Make baseline', 'pinned', () => makeBaseline(run));
    if (place > 1) add('Move left', 'arrow-left', () => moveRun(run, place - 1));
    if (place < all.length - 1) add('Move right', 'arrow-right', () => moveRun(run, place + 1));
    add('Code diff with the baseline', 'diff-multiple', () => diff(run, all[0]));
  }
  const isStarred = starred.value.has(run);
  add(isStarred ? 'Take the star off' : 'Star', isStarred ? 'star-empty' : 'star-full', () =>
    toggleStarred(run),
  );
  if (rowFor(run)?.commit !== undefined) {
    add('Check out its code', 'git-branch', () => tell(() => client.ask('checkOut', { run })));
    add('Reproduce on a new branch', 'repo-forked', () =>
      tell(() => client.ask('reproduce', { run })),
    );
  }
  if (rowFor(run)?.job) {
    add('Follow the log of its job', 'output', () => tell(() => client.ask('followJob', { run })));
  }
  add('Open in the browser', 'link-external', () => tell(() => client.ask('openWeb', { run })));
  if (rowFor(run)?.hasArtifacts === true) {
    add('Download its files', 'cloud-download', () =>
      tell(() => client.ask('downloadArtifacts', { run })),
    );
  }
  return items;
}
