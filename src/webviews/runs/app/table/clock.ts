import { signal } from '@preact/signals';

const everyMs = 20_000;

/** Now, ms since 1970, as ages are told: moves on while the page is in sight. */
export const clock = signal(Date.now());

setInterval(() => {
  if (!document.hidden) clock.value = Date.now();
}, everyMs);
