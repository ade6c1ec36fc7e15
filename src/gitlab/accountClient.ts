import { Metadata, PersonalAccessTokens, Users } from '@gitbeaker/rest';
import { isAppError } from '../base/errors';
import { type AccountPort } from '../model/ports/gitlabSetup';
import { parseValue } from './parse';
import { type Rest } from './rest/rest';
import { serverSchema, tokenSchema, userSchema } from './rest/setupSchemas';

/** @param oauth whether the account signed in with OAuth: its tokens are none of the access tokens GitLab describes */
export function createAccountClient(rest: Rest, oauth: () => Promise<boolean>): AccountPort {
  const account: AccountPort = {
    async user(signal) {
      const purpose = 'read your GitLab account';
      const answer = await rest.with(Users, purpose, signal).showCurrentUser();
      return parseValue(userSchema, answer, purpose);
    },
    async server(signal) {
      const purpose = 'read the version of GitLab';
      return parseValue(serverSchema, await rest.with(Metadata, purpose, signal).show(), purpose);
    },
    async token(signal) {
      if (await oauth()) return undefined;
      const purpose = 'check the GitLab token';
      try {
        const answer = await rest.with(PersonalAccessTokens, purpose, signal).show();
        return parseValue(tokenSchema, answer, purpose);
      } catch (error) {
        if (!isAppError(error, 'signed-out', 'not-found')) throw error;
        // The same refusal meets tokens that are good but are no access tokens.
        await account.user(signal);
        return undefined;
      }
    },
    async revokeToken(signal) {
      await rest
        .with(PersonalAccessTokens, 'end the validity of the GitLab token', signal)
        .remove();
    },
  };
  return account;
}
