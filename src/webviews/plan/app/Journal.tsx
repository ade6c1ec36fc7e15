import { Fragment, type VNode } from 'preact';
import { type JournalEntry, type RunView } from '../../../model/journal';
import { clockText } from '../../../model/words';
import { allEntries } from './model';

const shownAtFirst = 8;

/** What was written down, newest first. */
export function Journal(props: {
  readonly entries: readonly JournalEntry[];
  readonly run: RunView;
}): VNode | null {
  const { entries } = props;
  if (entries.length === 0) return null;
  const newest = [...entries].reverse();
  const shown = allEntries.value ? newest : newest.slice(0, shownAtFirst);
  return (
    <section aria-labelledby="journal">
      <h2 id="journal" class="journal-title">
        Journal <span class="faint normal grow">each intent is written before its call</span>
        {entries.length > shownAtFirst && (
          <button
            type="button"
            class="link normal"
            onClick={() => {
              allEntries.value = !allEntries.value;
            }}
          >
            {allEntries.value ? 'Show fewer' : `Show all ${entries.length}`}
          </button>
        )}
      </h2>
      <EntryLines entries={shown} />
    </section>
  );
}

export function EntryLines({ entries }: { readonly entries: readonly JournalEntry[] }): VNode {
  const manyDays = new Set(entries.map((entry) => dayText(entry.at))).size > 1;
  return (
    <ol class="entries">
      {entries.map((entry, index) => {
        const day = dayText(entry.at);
        const before = entries[index - 1];
        const begins = before === undefined || dayText(before.at) !== day;
        return (
          <Fragment key={`${entry.at} ${index}`}>
            {manyDays && begins && <li class="day">{day}</li>}
            <li class={entry.step === undefined ? 'warn' : ''}>
              <time class="mono faint" dateTime={new Date(entry.at).toISOString()}>
                {clockText(entry.at)}:{String(new Date(entry.at).getSeconds()).padStart(2, '0')}
              </time>
              <span>{entry.text}</span>
            </li>
          </Fragment>
        );
      })}
    </ol>
  );
}

function dayText(at: number): string {
  return new Date(at).toLocaleDateString(undefined, { dateStyle: 'medium' });
}
