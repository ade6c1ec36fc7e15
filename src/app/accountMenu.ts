import { type Disposable, DisposableStore } from '../base/disposable';
import { authenticationProviders } from '../commands/manifest';
import { type AccountSource, type AuthenticationSpec } from '../host/authentication';
import { type CloudSessionStore } from '../stores/cloudSessionStore';
import { type GitLabAccounts } from '../stores/gitlabAccounts';
import { type SignIns } from './signIns';

export interface AccountMenuNeeds {
  readonly register: (spec: AuthenticationSpec, source: AccountSource) => Disposable;
  readonly cloud: CloudSessionStore;
  readonly accounts: GitLabAccounts;
  /** Loaded when somebody signs in from the menu. */
  readonly signIns: () => Promise<SignIns>;
}

/** Both kinds of sign-in in the editor's menu of accounts. */
export function showAccounts({ register, cloud, accounts, signIns }: AccountMenuNeeds): Disposable {
  const owned = new DisposableStore();
  const { yandexCloud, gitlab } = authenticationProviders;
  owned.add(
    register(yandexCloud, {
      onDidChange: cloud.onDidChangeAccounts,
      list: () => cloud.accounts(),
      token: (account, signal) => cloud.tokenOf(account, signal),
      signIn: async () => (await signIns()).cloud(),
      remove: ({ id }) => cloud.remove(id),
    }),
  );
  owned.add(
    register(gitlab, {
      onDidChange: accounts.onDidChange,
      list: () => accounts.list(),
      async token(account, signal) {
        const opened = await accounts.openAs(account);
        try {
          return await opened.token(signal);
        } finally {
          opened.gitlab.dispose();
        }
      },
      signIn: async () => (await signIns()).gitlab.signIn(),
      remove: ({ id }, signal) => accounts.remove(id, signal),
    }),
  );
  return owned;
}
