import { computed, effect, signal } from '@preact/signals';
import { rows } from '../data';
import { charted, marks } from '../model';
import { matching } from '../query/queryState';

const followMs = 30;

/** What the charts show. The rows of the table come first: the charts follow when these have been painted. */
const followed = signal(now());
let from = rows.peek();
let timer: ReturnType<typeof setTimeout> | undefined;

effect(() => {
  const next = now();
  // Numbers of rows mean something among their own rows only.
  if (from !== rows.value) {
    from = rows.value;
    clearTimeout(timer);
    timer = undefined;
    followed.value = next;
  } else {
    timer ??= setTimeout(() => {
      timer = undefined;
      followed.value = now();
    }, followMs);
  }
});

/** Rows that match the query. */
export const chartRows = computed(() => followed.value.rows);
/** Runs that are drawn one by one. */
export const chartRuns = computed(() => followed.value.runs);
export const chartMarks = computed(() => followed.value.marks);

function now() {
  return { rows: matching.value, runs: charted.value, marks: marks.value };
}
