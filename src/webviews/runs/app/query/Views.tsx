import { useSignal } from '@preact/signals';
import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { IconButton } from '../../../ui/Controls';
import { Menu, type MenuItem } from '../../../ui/Menu';
import { announced } from '../model';
import { arranges } from './arrangement';
import {
  deleteView,
  makePrivate,
  naming,
  renameView,
  saveView,
  setArranges,
  shareView,
  undo,
} from './viewActions';
import { keepCounting } from './viewCounts';
import { ViewChip } from './ViewChip';
import { ViewName } from './ViewName';
import './views.css';
import {
  activeView,
  addView,
  showView,
  type ShownView,
  shownViews,
  stepView,
  viewChanged,
} from './viewState';

const newView = 'new';

/** The views as a row of chips: one stop for Tab, arrows go from chip to chip. */
export function Views(): VNode {
  const row = useRef<HTMLDivElement>(null);
  const stop = useSignal<string | undefined>(undefined);
  const views = shownViews.value;
  const active = activeView.value;
  const tabStop =
    views.find(({ id }) => id === stop.value)?.id ?? active?.id ?? views[0]?.id ?? newView;
  useEffect(keepCounting, []);

  const focus = (id: string): void => {
    stop.value = id;
    requestAnimationFrame(() =>
      chips(row.current)
        .find((chip) => chip.dataset['view'] === id)
        ?.focus(),
    );
  };
  const remove = (view: ShownView): void => {
    const at = views.findIndex(({ id }) => id === view.id);
    void deleteView(view);
    focus(views[at - 1]?.id ?? 'all');
  };
  const move = (view: ShownView, step: -1 | 1): void => {
    stepView(view.id, step);
    const at = shownViews.value.findIndex(({ id }) => id === view.id);
    announced.value = `${view.name} is view ${at + 1} of ${shownViews.value.length}.`;
    focus(view.id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLInputElement) return;
    const all = chips(row.current);
    const at = all.indexOf(event.target as HTMLElement);
    const view = views.find(({ id }) => id === all[at]?.dataset['view']);
    const { key } = event;
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined;
    if (key === 'z' && (event.ctrlKey || event.metaKey)) void undo();
    else if (at < 0) return;
    else if (step && event.altKey) {
      if (view?.origin === 'own') move(view, step);
    } else if (step) all[(at + step + all.length) % all.length]?.focus();
    else if (key === 'Home') all[0]?.focus();
    else if (key === 'End') all.at(-1)?.focus();
    else if (key === 'F2' && view && view.origin !== 'all') naming.value = view.id;
    else if (key === 'Delete' && view && view.origin !== 'all') remove(view);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div class="views" onKeyDown={onKeyDown}>
      <div class="view-chips" role="toolbar" aria-label="Views" ref={row}>
        {views.map((view) =>
          naming.value === view.id ? (
            <ViewName
              key={view.id}
              name={view.name}
              onEnd={(name) => {
                naming.value = undefined;
                if (name !== undefined && name !== view.name) void renameView(view, name);
                focus(view.id);
              }}
            />
          ) : (
            <ViewChip
              key={view.id}
              view={view}
              active={view.id === active?.id}
              changed={view.id === active?.id && viewChanged.value}
              tabIndex={view.id === tabStop ? 0 : -1}
              onFocus={() => {
                stop.value = view.id;
              }}
              onRename={() => {
                naming.value = view.id;
              }}
            />
          ),
        )}
      </div>
      {active && viewChanged.value && (
        <button
          type="button"
          class="link"
          title={`Let “${active.name}” be what is shown now`}
          onClick={() => void saveView(active)}
        >
          Save
        </button>
      )}
      {naming.value === newView ? (
        <ViewName
          name=""
          onEnd={(name) => {
            naming.value = undefined;
            if (name === undefined) return;
            focus(addView(name));
            announced.value = `The view “${name}” is saved.`;
          }}
        />
      ) : (
        <IconButton
          icon="add"
          name="Save the query as a view"
          onClick={() => {
            naming.value = newView;
          }}
        />
      )}
      {active && active.origin !== 'all' && (
        <Menu
          icon="ellipsis"
          name={`Actions for the view ${active.name}`}
          items={() => actions(active)}
        />
      )}
    </div>
  );

  function actions(view: ShownView): readonly MenuItem[] {
    const moves: readonly MenuItem[] = [
      { label: 'Move left', icon: 'arrow-left', run: () => move(view, -1) },
      { label: 'Move right', icon: 'arrow-right', run: () => move(view, 1) },
    ];
    const arranged = arranges(view);
    return [
      ...(viewChanged.value
        ? [{ label: 'Drop the changes', icon: 'discard', run: () => showView(view) }]
        : []),
      view.origin === 'shared'
        ? { label: 'Make private', icon: 'lock', run: () => void makePrivate(view) }
        : { label: 'Share in repository', icon: 'repo', run: () => void shareView(view) },
      {
        label: arranged ? 'Leave sorting and columns free' : 'Keep sorting and columns too',
        icon: arranged ? 'layout' : 'table',
        run: () => void setArranges(view, !arranged),
      },
      {
        label: 'Rename',
        icon: 'edit',
        run: () => {
          naming.value = view.id;
        },
      },
      ...(view.origin === 'own' ? moves : []),
      { label: 'Delete', icon: 'trash', run: () => remove(view) },
    ];
  }
}

function chips(row: HTMLElement | null): HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>('.view-chip') ?? [])];
}
