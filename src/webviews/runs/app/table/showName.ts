import { computed } from '@preact/signals';
import { type RunRow } from '../../../../model/frame/frame';
import { rows } from '../data';
import { beginAlike, type NameParts, nameParts } from '../nameParts';

const longest = 300;

/** Enough to see whether names are of one family. */
const asked = 2_000;
const familyNames = computed(() => beginAlike(firstNames()));

function* firstNames(): Iterable<string> {
  const all = rows.value;
  for (let row = 0; row < Math.min(all.length, asked); row++) yield all[row]?.name ?? '';
}

/** Puts a run's name into its element: cut in the middle where names begin alike, with a line while it is running. */
export function showName(element: HTMLElement, { name, status, progress }: RunRow): void {
  const shown = name.slice(0, longest);
  const parts = familyNames.value ? nameParts(shown) : undefined;
  if (parts) showParts(element, parts);
  else element.textContent = shown;
  const live = status !== 'running' ? '' : progress ? ' live' : ' live unknown';
  element.className = `ellipsis grow${parts ? ' cut' : ''}${live}`;
  if (progress) element.style.setProperty('--done', progress.share.toFixed(3));
}

/** Rows are filled again and again: their elements stay. */
function showParts(element: HTMLElement, { head, tail }: NameParts): void {
  if (element.childElementCount !== 2) {
    element.replaceChildren(document.createElement('span'), document.createElement('span'));
  }
  const [first, last] = element.children;
  if (first) first.textContent = head;
  if (last) last.textContent = tail;
}
