import { type VNode } from 'preact';
import { momentText } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { ask } from './client';
import { asking } from './model';
import { brokenWords } from './terraformWords';

/** Whose environment it is, when it is not ours, with the ways on. */
export function Owner({ state }: { readonly state: PlanState }): VNode | null {
  const { owner, run, plan } = state;
  if (owner) {
    const living = run?.state === 'running' || run?.state === 'stopping';
    return (
      <section class="message owner" aria-label="Owner">
        <Icon name="server-process" />
        <div class="grow">
          <b>Terraform owns this environment</b> since {momentText(owner.since)}, in{' '}
          <span class="mono">{owner.folder}</span>. The commands here leave it alone.
          {owner.work && !living && (
            <div class="warn">
              It was at work when its window ended, {momentText(owner.work.since)}, and has not been
              seen to end. Plan again: what it has finished is kept.
            </div>
          )}
          {owner.brokenOff !== undefined && !living && (
            <div class="warn">{brokenWords(owner.brokenOff)}</div>
          )}
        </div>
        {!living && (
          <span class="buttons">
            <button type="button" class="link" onClick={() => ask('showFolder')}>
              Folder and state…
            </button>
            <button
              type="button"
              class="link"
              disabled={asking.busy.value}
              onClick={() => ask('takeBack')}
            >
              Take back…
            </button>
          </span>
        )}
      </section>
    );
  }
  const theirs = (plan?.items ?? []).filter((item) => item.owner === 'terraform');
  if (theirs.length === 0) return null;
  return (
    <section class="message warning owner" aria-label="Owner">
      <Icon name="server-process" />
      <div class="grow">
        <b>Terraform has made what is in the way</b>: {theirs.map(({ name }) => name).join(', ')}.
        Go on with Terraform, where its configuration and its state are. Take it over only when
        nobody will run Terraform on it any more.
        <div class="buttons">
          <Button primary icon="server-process" onClick={() => ask('openTerraform')}>
            Open the Terraform plan
          </Button>
          <Button
            icon="sync"
            disabled={asking.busy.value || state.loading}
            onClick={() => ask('takeOver')}
          >
            Plan to take it over
          </Button>
        </div>
      </div>
    </section>
  );
}
