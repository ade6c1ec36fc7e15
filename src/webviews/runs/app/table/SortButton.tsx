import { type VNode } from 'preact';
import { type ColumnPart } from '../../../../model/frame/frame';
import { type FieldKey } from '../../../../model/query/query';
import { Icon } from '../../../ui/Controls';
import { dragged } from './columnDrag';
import { sortBy, sorts } from './sorting';

/** Sorts by the column; with Shift the column is added to what is sorted by. */
export function SortButton(props: {
  readonly name: string;
  readonly sortKey: FieldKey;
  readonly part: ColumnPart;
  /** What is said beside the name. */
  readonly note?: string | undefined;
}): VNode {
  const { name, sortKey, part, note = '' } = props;
  const place = sorts.value.findIndex((sort) => sort.key === sortKey);
  const on = sorts.value[place];
  return (
    <button
      type="button"
      class={`sort ${on ? 'on' : ''}`}
      tabIndex={-1}
      onClick={(event) => {
        if (!dragged()) sortBy(sortKey, { part, add: event.shiftKey });
      }}
    >
      <span class="ellipsis">{name}</span>
      {note !== '' && <span class="note ellipsis">{note}</span>}
      {on && <Icon name={on.descending ? 'arrow-down' : 'arrow-up'} />}
      {on && sorts.value.length > 1 && <sup>{place + 1}</sup>}
    </button>
  );
}
