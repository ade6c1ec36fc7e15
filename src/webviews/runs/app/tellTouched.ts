import { client } from './client';

const everyMs = 20_000;
const signs = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;

/** Tells the editor's side now and then that somebody uses the page: what is watched is read more often then. */
export function tellTouched(): void {
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (): void => {
    if (performance.now() - toldAt < everyMs) return;
    toldAt = performance.now();
    // A page that is about to close has nobody to tell.
    client.ask('touched', {}).catch(() => undefined);
  };
  for (const sign of signs) {
    window.addEventListener(sign, tell, { capture: true, passive: true });
  }
}
