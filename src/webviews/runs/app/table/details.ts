import { signal } from '@preact/signals';
import { type RunId } from '../../../../model/ids';
import { focused } from '../model';

/** The details of the focused run stand beside the table. */
export const detailsShown = signal(false);

export function openDetails(run: RunId): void {
  focused.value = run;
  detailsShown.value = true;
}

export function closeDetails(): void {
  detailsShown.value = false;
}
