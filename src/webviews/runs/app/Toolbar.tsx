import { type VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button, Checkbox, Icon, IconButton } from '../../ui/Controls';
import { rows } from './data';
import { chartsShown, order, promotable, selected, view } from './model';
import { queryText, setQuery } from './query/queryState';
import { changeLayout, layout } from './table/layout';

export function Toolbar(): VNode {
  const input = useRef<HTMLInputElement>(null);
  const count = selected.value.length;
  useEffect(() => {
    const toFilter = (event: KeyboardEvent): void => {
      const typing = event.composedPath()[0];
      if (event.key !== '/' || typing instanceof HTMLInputElement) return;
      event.preventDefault();
      input.current?.focus();
    };
    document.addEventListener('keydown', toFilter);
    return () => document.removeEventListener('keydown', toFilter);
  }, []);
  return (
    <header
      class="toolbar"
      onKeyDown={(event) => {
        if (event.key === 'Escape') setQuery('');
      }}
    >
      <label class="filter">
        <Icon name="filter" />
        <input
          ref={input}
          type="text"
          placeholder="Filter by name, branch, commit, status, parameter or tag"
          aria-label="Filter runs"
          value={queryText.value}
          onInput={(event) => {
            setQuery(event.currentTarget.value);
          }}
        />
        {queryText.value !== '' && (
          <>
            <span class="faint">
              {order.value.length} of {rows.value.length}
            </span>
            <IconButton
              icon="close"
              name="Clear the filter"
              onClick={() => {
                setQuery('');
                input.current?.focus();
              }}
            />
          </>
        )}
      </label>
      <Checkbox
        checked={layout.value.differing}
        label="Only what differs"
        onChange={(differing) => changeLayout({ differing })}
      />
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
