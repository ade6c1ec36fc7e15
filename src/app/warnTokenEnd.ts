import { type Disposable, DisposableStore, toDisposable } from '../base/disposable';
import { type Event } from '../base/event';
import { type Ui } from '../host/ui';
import { type EnvironmentState, phaseOf } from '../model/environment';
import { tokenAge, tokenEndWarning } from '../model/tokenAge';

export interface TokenEndNeeds {
  readonly ui: Pick<Ui, 'warn'>;
  readonly environment: { readonly current: EnvironmentState; readonly onDidChange: Event<void> };
  readonly signIn: () => unknown;
  readonly now: () => number;
}

/** Warns, once for each pasted token, before it runs out while something is being created or destroyed with it. */
export function warnTokenEnd({ ui, environment, signIn, now }: TokenEndNeeds): Disposable {
  const owned = new DisposableStore();
  let warnedOf: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    clearTimeout(timer);
    const { current } = environment;
    const pastedAt = current.signIn?.pastedAt;
    const busy = ['working', 'needs-you'].includes(phaseOf(current));
    if (pastedAt === undefined || !busy || warnedOf === pastedAt) return;
    const warning = tokenEndWarning(pastedAt, now());
    if (warning === undefined) {
      timer = setTimeout(look, tokenAge(pastedAt, now()).warnAt - now());
      timer.unref();
      return;
    }
    warnedOf = pastedAt;
    ui.warn(warning, { label: 'Sign In', run: signIn });
  };
  owned.add(environment.onDidChange(look));
  owned.add(toDisposable(() => clearTimeout(timer)));
  look();
  return owned;
}
