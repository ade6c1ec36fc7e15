import { AppError } from '../base/errors';
import { type GitLabCredential } from '../model/gitlabCredential';
import { type KeptCredential, type OpenAccount } from '../model/ports/gitlabAccount';
import { createOAuth } from './auth/oauth';
import { renewedTokens } from './auth/tokenSources';
import { createGitLab, type GitLabOptions } from './gitlab';
import { createHttp, type TokenSource } from './http/http';

export type AccountOptions = Omit<GitLabOptions, 'token'>;

/** A GitLab as the kept account sees it. */
export function openAccount(options: AccountOptions, kept: KeptCredential): OpenAccount {
  const source = keptTokens(options, kept);
  return {
    gitlab: createGitLab({ ...options, token: source }),
    async token(signal) {
      const token = await source.current(signal);
      if (token) return token;
      throw new AppError('signed-out', `You are not signed in to ${options.baseUrl}.`, {
        fix: 'sign-in-gitlab',
      });
    },
  };
}

/** Reads the credential anew for each call: whichever window signed in or renewed last is right. */
function keptTokens(options: AccountOptions, kept: KeptCredential): TokenSource {
  const renewers = new Map<string, TokenSource>();
  const renewer = (clientId: string): TokenSource => {
    const known = renewers.get(clientId);
    if (known) return known;
    const http = createHttp({ ...options, token: { current: () => Promise.resolve(undefined) } });
    const made = renewedTokens(createOAuth({ http, clientId }), {
      load: async () => {
        const credential = await kept.load();
        return credential?.kind === 'oauth' ? credential.tokens : undefined;
      },
      save: (tokens) => kept.save({ kind: 'oauth', clientId, tokens }),
    });
    renewers.set(clientId, made);
    return made;
  };
  const current = async (): Promise<GitLabCredential | undefined> => kept.load();
  return {
    async current(signal) {
      const credential = await current();
      if (credential?.kind !== 'oauth') return credential?.token;
      return renewer(credential.clientId).current(signal);
    },
    async renew(rejected, signal) {
      const credential = await current();
      if (credential?.kind !== 'oauth') return undefined;
      return renewer(credential.clientId).renew?.(rejected, signal);
    },
  };
}
