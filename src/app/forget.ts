import { type Stack } from '../model/journal';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type Adapters } from './adapters';

export interface ForgetNeeds {
  readonly adapters: Pick<Adapters, 'machineAccess'>;
  readonly accounts: GitLabAccounts;
  readonly gitlab: GitLabSessionStore;
}

/** Forgets what this machine kept for an environment that is gone: the SSH host and the sign-in to its GitLab. */
export type ForgetEnvironment = (stack: Stack) => Promise<void>;

export function createForget({ adapters, accounts, gitlab }: ForgetNeeds): ForgetEnvironment {
  return async ({ header, runs }) => {
    const access = await adapters.machineAccess();
    await access.removeAlias(header.blueprint.machine.name, AbortSignal.timeout(10_000));
    const url = runs.create['gitlab']?.outputs['url'];
    if (url === undefined) return;
    await accounts.removeAll(url, AbortSignal.timeout(5_000));
    if (gitlab.current?.url === url) await gitlab.signedOut();
  };
}
