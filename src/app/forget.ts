import { type RunView, type Stack } from '../model/journal';
import { isLeftAlone } from '../model/runWords';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Adapters } from './adapters';

export interface ForgetNeeds {
  readonly adapters: Pick<Adapters, 'machineAccess'>;
  readonly accounts: GitLabAccounts;
  readonly gitlab: GitLabSessionStore;
}

/**
 * Forgets what this machine kept for an environment that is gone: the SSH host and the sign-in to its GitLab. What
 * the destruction left alone keeps both: people go on working there.
 */
export type ForgetEnvironment = (stack: Stack, destroyed: RunView) => Promise<void>;

export function createForget({ adapters, accounts, gitlab }: ForgetNeeds): ForgetEnvironment {
  return async ({ header, runs }, destroyed) => {
    if (isGone(destroyed, 'machine')) {
      const access = await adapters.machineAccess();
      await access.removeAlias(header.blueprint.machine.name, AbortSignal.timeout(10_000));
    }
    const url = runs.create['gitlab']?.outputs['url'];
    if (url === undefined || !isGone(destroyed, 'gitlab')) return;
    await accounts.removeAll(url, AbortSignal.timeout(5_000));
    if (gitlab.current?.url === url) await gitlab.signedOut();
  };
}

/** A step that is missing was none of Terraform's: what it made before stays. */
function isGone({ steps }: RunView, id: string): boolean {
  const step = steps.find((one) => one.id === id);
  return step !== undefined && !isLeftAlone(step);
}
