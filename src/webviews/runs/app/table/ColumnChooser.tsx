import { type VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { columnGroups } from '../../../../model/columnLayout';
import { IconButton } from '../../../ui/Controls';
import { allColumns, type Column, columns, groupNames, groupOf, isUsual } from './columns';
import { choosing } from './choosing';
import { changeLayout, layout, pinColumn, setWidth, showColumns, showGroup } from './layout';

/** So many columns are listed; the search finds the others. */
const mostListed = 200;

/** Which columns are there: found by name, shown, hidden, kept at the left. */
export function ColumnChooser(): VNode {
  const open = choosing.value;
  const setOpen = (next: boolean): void => {
    choosing.value = next;
  };
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    box.current?.querySelector('input')?.focus();
    const outside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open]);
  return (
    <div
      class="chooser"
      ref={box}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        setOpen(false);
        box.current?.querySelector('button')?.focus();
        event.stopPropagation();
      }}
    >
      <button
        type="button"
        class="text-button"
        title="Choose columns"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <span class="codicon codicon-list-selection" aria-hidden="true" />
        <span class="button-text">
          Columns {columns.value.length} of {allColumns.value.length}
        </span>
      </button>
      {open && <Choices />}
    </div>
  );
}

function Choices(): VNode {
  const [wanted, setWanted] = useState('');
  const words = wanted.toLowerCase();
  const found = allColumns.value.filter(({ name }) => name.toLowerCase().includes(words));
  const shown = new Set(columns.value.map(({ key }) => key));
  return (
    <div class="chooser-panel" role="dialog" aria-label="Columns">
      <input
        type="text"
        class="chooser-search"
        placeholder="Find a column"
        aria-label="Find a column"
        value={wanted}
        onInput={(event) => setWanted(event.currentTarget.value)}
      />
      <div class="chooser-list" tabIndex={-1}>
        {columnGroups.map((group) => {
          const own = found.filter((column) => column.group === group);
          if (own.length === 0) return null;
          const anyShown = own.some(({ key }) => shown.has(key));
          return (
            <fieldset key={group}>
              <legend>
                {groupNames[group]} <span class="faint">{own.length.toLocaleString('en-US')}</span>{' '}
                <button
                  type="button"
                  class="link"
                  onClick={() =>
                    wanted === ''
                      ? showGroup(group, !anyShown, (key) => groupOf(key) === group)
                      : showColumns(
                          own.map(({ key }) => key),
                          !anyShown,
                          isUsual,
                        )
                  }
                >
                  {anyShown ? 'Hide all' : 'Show all'}
                </button>
              </legend>
              {own.slice(0, mostListed).map((column) => (
                <Choice key={column.key} column={column} shown={shown.has(column.key)} />
              ))}
              {own.length > mostListed && (
                <p class="faint">… and {(own.length - mostListed).toLocaleString('en-US')} more.</p>
              )}
            </fieldset>
          );
        })}
        {found.length === 0 && <p class="faint">No column has this in its name.</p>}
      </div>
      <div class="chooser-foot">
        <button
          type="button"
          class="link"
          onClick={() =>
            changeLayout({ hidden: [], shown: [], without: [], pinned: [], moves: [] })
          }
        >
          As they come
        </button>
      </div>
    </div>
  );
}

function Choice({ column, shown }: { readonly column: Column; readonly shown: boolean }): VNode {
  const { key, name, pinned } = column;
  const wide = layout.value.widths[key] !== undefined;
  return (
    <div class="choice-row">
      <label class="ellipsis grow" title={name}>
        <input
          type="checkbox"
          checked={shown}
          onChange={() => showColumns([key], !shown, isUsual)}
        />{' '}
        {name}
      </label>
      {wide && (
        <IconButton
          icon="discard"
          name={`Usual width of ${name}`}
          onClick={() => setWidth(key, undefined)}
        />
      )}
      <IconButton
        icon={pinned ? 'pinned' : 'pin'}
        name={pinned ? `Let ${name} go from the left` : `Put ${name} first`}
        pressed={pinned}
        onClick={() => pinColumn(key, !pinned)}
      />
    </div>
  );
}
