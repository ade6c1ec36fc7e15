import { signal } from '@preact/signals';

/** The list of columns to choose from is open. */
export const choosing = signal(false);
