import { type Disposable, toDisposable } from '../../base/disposable';
import { type Event } from '../../base/event';

export interface Visible {
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<void>;
}

/** Watches while the tab is in sight: nobody looks at a tab behind another one, so nothing is read for it. */
export function whileVisible(panel: Visible, watch: () => Disposable): Disposable {
  const look = (): Disposable | undefined => (panel.visible ? watch() : undefined);
  let looking = look();
  const following = panel.onDidChangeVisibility(() => {
    looking?.dispose();
    looking = look();
  });
  return toDisposable(() => {
    following.dispose();
    looking?.dispose();
  });
}
