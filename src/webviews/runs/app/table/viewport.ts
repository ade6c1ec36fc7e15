import { computed, signal } from '@preact/signals';

/** Where the table is scrolled to and how much of it is seen, px. */
export const scrollTop = signal(0);
export const scrollLeft = signal(0);
export const viewHeight = signal(600);
export const viewWidth = signal(900);

const step = 30;

/** The width for what is not to be arranged anew with every pixel. */
export const roughWidth = computed(() => Math.floor(viewWidth.value / step) * step);
