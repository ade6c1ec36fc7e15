import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable';
import { errorText } from '../base/errors';
import { type Event } from '../base/event';
import { type Secret } from '../base/secret';
import { type Account } from '../model/account';

/** The sign-ins of one kind, for the editor's menu of accounts and for extensions that the user lets have one. */
export interface AccountSource {
  readonly onDidChange: Event<void>;
  list(): Promise<readonly Account[]>;
  /** Good for some time. */
  token(account: Account, signal: AbortSignal): Promise<Secret>;
  /** Asks the user; undefined when they left. */
  signIn(): Promise<Account | undefined>;
  remove(account: Account, signal: AbortSignal): Promise<void>;
}

export interface AuthenticationSpec {
  /** As in package.json. */
  readonly id: string;
  readonly label: string;
  readonly scopes: readonly string[];
}

const tokenMs = 60_000;
const removeMs = 10_000;

/** Costs nothing until the editor asks. */
export function registerAccounts(
  spec: AuthenticationSpec,
  source: AccountSource,
  log: (text: string) => void,
): Disposable {
  const owned = new DisposableStore();
  const changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  owned.add(changed);
  let known: readonly Account[] = [];

  const session = (account: Account, token: string): vscode.AuthenticationSession => ({
    id: account.id,
    accessToken: token,
    account: { id: account.id, label: account.label },
    scopes: [...spec.scopes],
  });
  const withToken = async (account: Account): Promise<vscode.AuthenticationSession> =>
    session(account, (await source.token(account, AbortSignal.timeout(tokenMs))).reveal());

  const look = async (): Promise<void> => {
    const before = known;
    known = await source.list();
    const bare = (accounts: readonly Account[]) => accounts.map((account) => session(account, ''));
    changed.fire({
      added: bare(known.filter(({ id }) => !before.some((one) => one.id === id))),
      removed: bare(before.filter(({ id }) => !known.some((one) => one.id === id))),
      changed: bare(
        known.filter(({ id, since }) => before.some((one) => one.id === id && one.since !== since)),
      ),
    });
  };

  const provider: vscode.AuthenticationProvider = {
    onDidChangeSessions: changed.event,
    async getSessions(scopes, options) {
      known = await source.list();
      const asked = known.filter(({ id }) => !options.account || options.account.id === id);
      // The menu asks for all of them and has no use for tokens, which may take a program or a request to get.
      if (scopes === undefined) return asked.map((account) => session(account, ''));
      if (!scopes.every((scope) => spec.scopes.includes(scope))) return [];
      const sessions = await Promise.all(
        asked.map((account) =>
          withToken(account).catch((error: unknown) => {
            log(`No token for ${account.label}: ${errorText(error)}`);
            return undefined;
          }),
        ),
      );
      return sessions.filter((one) => one !== undefined);
    },
    async createSession() {
      const account = await source.signIn();
      if (!account) throw new Error('Cancelled');
      return withToken(account);
    },
    async removeSession(id) {
      const account = (await source.list()).find((one) => one.id === id);
      if (account) await source.remove(account, AbortSignal.timeout(removeMs));
    },
  };
  owned.add(source.onDidChange(() => void look()));
  owned.add(
    vscode.authentication.registerAuthenticationProvider(spec.id, spec.label, provider, {
      supportsMultipleAccounts: true,
    }),
  );
  return owned;
}
