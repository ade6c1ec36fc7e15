import { type VNode } from 'preact';
import { type DestroyPlan } from '../../../model/destroyPlan';
import { currencySign } from '../../../model/environment';
import { plural } from '../../../model/words';
import { Button, Checkbox, Icon, TextField } from '../../ui/Controls';
import { type DestroyState } from '../contract';
import { ask } from './client';
import { asking, missing, typed, unprotect } from './model';

/** The consent: a box for the protection, the name to be typed, and the way that keeps everything. */
export function Confirm(props: {
  readonly state: DestroyState;
  readonly plan: DestroyPlan;
}): VNode {
  const { state, plan } = props;
  const goes = plan.items.filter((item) => item.action === 'delete');
  const blocked = plan.leftovers.filter((one) => one.inTheWay);
  const destroy = (): void => {
    if (missing.value === undefined) {
      ask('destroy', { typed: typed.value, unprotect: unprotect.value });
    }
  };
  return (
    <aside class="pane" aria-label="Confirm" tabIndex={-1}>
      <h2>This cannot be undone</h2>
      <p>
        {plural(goes.length, 'item')} will be deleted
        {state.terraform === undefined
          ? ', in the order in which the cloud lets them go. It takes about five minutes, can be cancelled between two items, and goes on where it stopped.'
          : ' by Terraform, which owns them. A cancel interrupts it in good order; a new plan then shows what is left.'}
      </p>
      {blocked.length > 0 && (
        <div class="message warning">
          <Icon name="warning" />
          <span>
            What is marked “in the way” has to go first, or the network stays. Everything else is
            deleted all the same.
          </span>
        </div>
      )}
      {plan.needsUnprotect && (
        <div class="message warning protection">
          <Icon name="lock" />
          <div>
            <b>GitLab is protected against deletion.</b>
            <Checkbox
              checked={unprotect.value}
              label="Take its protection off, then delete it"
              onChange={(checked) => {
                unprotect.value = checked;
              }}
            />
          </div>
        </div>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          destroy();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && event.target instanceof Element) {
            if (event.target.closest('vscode-text-field')) destroy();
          }
        }}
      >
        <p id="type-it">
          Type <b class="mono">{state.name}</b> to confirm:
        </p>
        <TextField
          value={typed.value}
          label={`Type ${state.name} to confirm`}
          placeholder={state.name}
          onInput={(value) => {
            typed.value = value;
          }}
        />
        <div class="buttons">
          <Button
            primary
            icon="trash"
            disabled={missing.value !== undefined || asking.busy.value}
            title={missing.value}
            onClick={destroy}
          >
            {asking.waits('destroy') ? 'Beginning…' : `Destroy ${plural(goes.length, 'item')}`}
          </Button>
        </div>
        <p class="faint small" role="status">
          {missing.value ?? 'Ready.'}
        </p>
      </form>
      {state.terraform === undefined && <Instead state={state} />}
    </aside>
  );
}

function Instead({ state }: { readonly state: DestroyState }): VNode {
  const { cost } = state;
  const sign = cost && currencySign(cost.currency);
  return (
    <section class="instead">
      <h2>Or stop everything instead</h2>
      <p>
        Projects, models, disks and addresses are kept; GitLab and the machine start again whenever
        you want.{' '}
        {cost?.stopped !== undefined && (
          <>
            It costs{' '}
            <b>
              {cost.stopped.toFixed(2)} {sign}
            </b>{' '}
            per hour instead of {cost.now.toFixed(2)} {sign}.
          </>
        )}
      </p>
      <div class="buttons">
        <Button
          icon="debug-pause"
          disabled={state.busy || asking.busy.value}
          onClick={() => ask('stopEverything', {})}
        >
          Stop everything
        </Button>
      </div>
    </section>
  );
}
