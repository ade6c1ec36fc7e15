import { batch, signal } from '@preact/signals';
import { type RunId } from '../../../../model/ids';
import { rowFor } from '../data';
import { announced, focused } from '../model';

export const detailsId = 'run-details';

/** The details of the focused run stand beside the table. */
export const detailsShown = signal(false);

/** Shows them; when they were there already, the keys go there. */
export function openDetails(run: RunId): void {
  const again = detailsShown.value && focused.value === run;
  batch(() => {
    focused.value = run;
    detailsShown.value = true;
  });
  if (again) document.getElementById(detailsId)?.focus();
  else announced.value = `Details of ${rowFor(run)?.name ?? 'the run'}. Enter again goes there.`;
}

/** The keys go back to the table. */
export function closeDetails(): void {
  detailsShown.value = false;
  document.querySelector<HTMLElement>('.table')?.focus({ preventScroll: true });
}
