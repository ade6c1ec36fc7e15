import { type VNode } from 'preact';
import { plural } from '../../../../model/words';
import { Icon } from '../../../ui/Controls';
import { rows } from '../data';
import { planFor } from './queryState';
import { viewCounts } from './viewCounts';
import { moveView, showView, type ShownView } from './viewState';

const dragged = 'text/run-view';

/** One view: its name, how many runs it finds, and a dot when the line asks something else by now. */
export function ViewChip(props: {
  readonly view: ShownView;
  readonly active: boolean;
  readonly changed: boolean;
  readonly tabIndex: number;
  readonly onFocus: () => void;
  readonly onRename: () => void;
}): VNode {
  const { view, active, changed } = props;
  const own = view.origin === 'own';
  const changeable = view.origin !== 'all';
  const count = viewCounts.value.get(view.query);
  const problem = rows.value.length > 0 ? planFor(view.query).problem : undefined;
  return (
    <button
      type="button"
      class={`view-chip${active ? ' active' : ''}${problem ? ' unclear' : ''}`}
      data-view={view.id}
      aria-pressed={active}
      aria-keyshortcuts={
        own ? 'F2 Delete Alt+ArrowLeft Alt+ArrowRight' : changeable ? 'F2 Delete' : undefined
      }
      title={problem?.message ?? (view.query === '' ? undefined : view.query)}
      tabIndex={props.tabIndex}
      draggable={own}
      onFocus={props.onFocus}
      onClick={() => showView(view)}
      onDblClick={() => {
        if (changeable) props.onRename();
      }}
      onDragStart={(event) => event.dataTransfer?.setData(dragged, view.id)}
      onDragOver={(event) => {
        if (own && event.dataTransfer?.types.includes(dragged)) event.preventDefault();
      }}
      onDrop={(event) => {
        const id = event.dataTransfer?.getData(dragged);
        if (id !== undefined && id !== '') moveView(id, view.id);
      }}
    >
      {view.id === 'starred' && <Icon name="star-full" />}
      <bdi class="ellipsis">{view.name}</bdi>
      {view.origin === 'shared' && <Icon name="repo" label="shared in the repository" />}
      {changed && <span class="view-dot" role="img" aria-label="changed" />}
      {count !== undefined && (
        <span class="view-count">
          {count.toLocaleString('en-US')}
          <span class="sr-only"> {plural(count, 'run').replace(/^\S+ /, '')}</span>
        </span>
      )}
    </button>
  );
}
