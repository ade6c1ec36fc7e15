import { whenAborted } from '../base/abort';
import { type Disposable } from '../base/disposable';
import { type Ui } from '../host/ui';
import { type EnvironmentState } from '../model/environment';
import { type RunView } from '../model/journal';
import { runHeading, runNow, waitsForYou } from '../model/runWords';
import { isUnderWay } from '../model/timeline';
import { type EnvironmentStore } from '../stores/environmentStore';

export interface ShowWorkNeeds {
  readonly ui: Pick<Ui, 'progress' | 'warn'>;
  readonly environment: Pick<EnvironmentStore, 'current' | 'onDidChange'>;
  readonly cancel: () => unknown;
  readonly activate: () => unknown;
  readonly showPlan: () => unknown;
  readonly report: (error: unknown) => void;
}

/**
 * Work that this window drives as a notification, with the state that tree and page show. Its Cancel stops after
 * the calls in flight. While the work waits for a person there is a message with the way on instead.
 */
export function showWork(needs: ShowWorkNeeds): Disposable {
  const { environment, ui } = needs;
  let shown = false;
  let parked = false;

  const follow = (name: string, first: RunView): Promise<void> =>
    ui.progress({
      title: `${runHeading(first)} ${name}`,
      run: (report, signal) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            const run = environment.current.run;
            if (!isMoving(run)) {
              subscription.dispose();
              forget();
              resolve();
            } else report(run.state === 'stopping' ? `stopping: ${runNow(run)}` : runNow(run));
          };
          const subscription = environment.onDidChange(look);
          const forget = whenAborted(signal, () => void needs.cancel());
          look();
        }),
    });

  const look = (): void => {
    const { run, stack } = environment.current;
    if (!run || !stack) return;
    const waits = activationText(environment.current);
    if (waits !== undefined && !parked) {
      ui.warn(
        waits,
        { label: 'Activate…', run: needs.activate },
        { label: 'Show Progress', run: needs.showPlan },
      );
    }
    parked = waits !== undefined;
    if (shown || !isMoving(run)) return;
    shown = true;
    follow(stack.header.blueprint.stackId, run)
      .catch(needs.report)
      .finally(() => {
        shown = false;
      });
  };

  return environment.onDidChange(look);
}

/** Under way in this window, and not waiting for a person. */
function isMoving(run: RunView | undefined): run is RunView {
  if (run === undefined || run.elsewhere) return false;
  return isUnderWay(run) && !waitsForYou(run);
}

/** A sign-in that ran out has a message of its own. */
function activationText({ run }: EnvironmentState): string | undefined {
  if (run?.state !== 'running') return undefined;
  const step = run.steps.find(({ progress }) => progress?.needsYou && progress.fix === undefined);
  return step && `${step.title}: ${step.progress?.text ?? 'it waits for you.'}`;
}
