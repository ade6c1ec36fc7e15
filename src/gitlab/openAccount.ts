import { DisposableStore } from '../base/disposable';
import { AppError } from '../base/errors';
import { type Secret } from '../base/secret';
import { type GitLabCredential } from '../model/gitlabCredential';
import { type KeptCredential, type OpenAccount } from '../model/ports/gitlabAccount';
import { createOAuth } from './auth/oauth';
import { renewedTokens } from './auth/tokenSources';
import { createGitLab, type GitLabOptions } from './gitlab';
import { createHttp, type TokenSource } from './http/http';

interface KeptTokenSource extends TokenSource {
  current(signal: AbortSignal): Promise<Secret>;
}

export type AccountOptions = Omit<GitLabOptions, 'token'>;

/** A GitLab as the kept account sees it. */
export function openAccount(options: AccountOptions, kept: KeptCredential): OpenAccount {
  const owned = new DisposableStore();
  const source = keptTokens(options, kept, owned);
  const gitlab = createGitLab({ ...options, token: source });
  owned.add({ dispose: () => gitlab.dispose() });
  return {
    gitlab: { ...gitlab, dispose: () => owned.dispose() },
    token: (signal) => source.current(signal),
    async revoke(signal) {
      const credential = await kept.load();
      if (credential?.kind !== 'oauth') return;
      const http = owned.add(createHttp({ ...options, token: anonymous }));
      await createOAuth({ http, clientId: credential.clientId }).revoke(
        credential.tokens.refresh ?? credential.tokens.access,
        signal,
      );
    },
  };
}

const anonymous: TokenSource = { current: () => Promise.resolve(undefined) };

/** Reads the credential anew for each call: whichever window signed in or renewed last is right. */
function keptTokens(
  options: AccountOptions,
  kept: KeptCredential,
  owned: DisposableStore,
): KeptTokenSource {
  const renewers = new Map<string, TokenSource>();
  const renewer = (clientId: string): TokenSource => {
    const known = renewers.get(clientId);
    if (known) return known;
    const http = owned.add(createHttp({ ...options, token: anonymous }));
    const made = renewedTokens(createOAuth({ http, clientId }), {
      load: async () => {
        const credential = await kept.load();
        return credential?.kind === 'oauth' ? credential.tokens : undefined;
      },
      // Who signed out while tokens were renewed stays signed out.
      save: async (tokens) => {
        if (await kept.load()) await kept.save({ kind: 'oauth', clientId, tokens });
      },
      renewal: kept.renewal,
    });
    renewers.set(clientId, made);
    return made;
  };
  // Nothing is asked for without a token: public projects would answer, and the sign-out would go unnoticed.
  const signedIn = async (): Promise<GitLabCredential> => {
    const credential = await kept.load();
    if (credential) return credential;
    throw new AppError('signed-out', `You are not signed in to ${options.baseUrl}.`, {
      fix: 'sign-in-gitlab',
    });
  };
  return {
    async current(signal) {
      const credential = await signedIn();
      if (credential.kind === 'token') return credential.token;
      const token = await renewer(credential.clientId).current(signal);
      return token ?? credential.tokens.access;
    },
    async renew(rejected, signal) {
      const credential = await signedIn();
      if (credential.kind === 'token') return undefined;
      return renewer(credential.clientId).renew?.(rejected, signal);
    },
    isOAuth: async () => (await signedIn()).kind === 'oauth',
  };
}
