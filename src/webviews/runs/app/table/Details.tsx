import { type VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { Icon, IconButton } from '../../../ui/Controls';
import { Mark } from '../Mark';
import { rowFor } from '../data';
import { focused, marks, state } from '../model';
import { DetailFacts } from './DetailFacts';
import { DetailFiles } from './DetailFiles';
import { DetailLists } from './DetailLists';
import { closeDetails, detailsId } from './detailsState';
import { toggleStarred, starred } from './personal';
import { actionsOn, openRunMenu } from './runMenu';
import { statusOf } from './statusIcon';
import { useDetails } from './useDetails';

/** Everything that is known of the focused run, beside the table. Escape goes back to the table. */
export function Details(): VNode {
  const run = focused.value;
  return (
    <aside
      class="details"
      id={detailsId}
      aria-label="Details of the run"
      tabIndex={-1}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        closeDetails();
      }}
    >
      {run === undefined || !rowFor(run) ? <Nothing /> : <Run run={run} />}
    </aside>
  );
}

function Nothing(): VNode {
  return (
    <div class="pane-title">
      <span class="grow faint">Choose a run in the table.</span>
      <IconButton icon="close" name="Close the details" onClick={closeDetails} />
    </div>
  );
}

function Run({ run }: { readonly run: RunId }): VNode | null {
  const [words, setWords] = useState('');
  const { details, problem } = useDetails(run, words);
  const head = rowFor(run);
  if (!head) return null;
  const mark = marks.value.get(run);
  const isStarred = starred.value.has(run);
  const { icon, label, bad } = statusOf(head);
  return (
    <>
      <div class="pane-title">
        {mark && <Mark mark={mark} />}
        <span class={bad ? 'bad' : ''}>
          <Icon name={icon} label={label} />
        </span>
        <h2 class="grow ellipsis" title={head.name}>
          {head.name}
        </h2>
        {head.version !== undefined && (
          <span class="badge" title={`Model version ${head.version}`}>
            {head.version.split(' ').at(-1)}
          </span>
        )}
        {state.value.baseline === run && <span class="faint">baseline</span>}
        <IconButton
          icon={isStarred ? 'star-full' : 'star-empty'}
          name={isStarred ? 'Remove the star' : 'Star'}
          pressed={isStarred}
          onClick={() => toggleStarred(run)}
        />
        <IconButton icon="close" name="Close the details" onClick={closeDetails} />
      </div>
      <Actions run={run} />
      <DetailFacts head={head} />
      <input
        type="text"
        class="chooser-search"
        placeholder="Find in this run"
        aria-label="Find in this run"
        value={words}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      {problem !== undefined && <p class="bad">{problem}</p>}
      <DetailFiles run={run} words={words} />
      {details && <DetailLists details={details} found={words.trim() !== ''} />}
    </>
  );
}

/** The first ones as buttons, all in a menu. */
function Actions({ run }: { readonly run: RunId }): VNode {
  const more = useRef<HTMLDivElement>(null);
  const lines = actionsOn(run)
    .filter((line) => typeof line !== 'string')
    .slice(1);
  const [promote, ...others] = lines;
  return (
    <div class="detail-actions" ref={more}>
      {promote && (
        <button type="button" class="text-button" onClick={promote.run}>
          {promote.label}
        </button>
      )}
      {others.map((line) => (
        <IconButton
          key={line.label}
          icon={line.icon ?? 'circle'}
          name={line.label}
          disabled={line.disabled}
          onClick={line.run}
        />
      ))}
      <IconButton
        icon="ellipsis"
        name="All actions"
        onClick={() => {
          const box = more.current?.getBoundingClientRect();
          openRunMenu(run, box?.right ?? 0, box?.bottom ?? 0);
        }}
      />
    </div>
  );
}
