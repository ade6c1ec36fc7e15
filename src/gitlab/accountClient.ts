import { Metadata, PersonalAccessTokens, Users } from '@gitbeaker/rest';
import { isAppError } from '../base/errors';
import { type AccountPort } from '../model/ports/gitlabSetup';
import { parseValue } from './parse';
import { type Rest } from './rest/rest';
import { serverSchema, tokenSchema, userSchema } from './rest/setupSchemas';

export function createAccountClient(rest: Rest): AccountPort {
  return {
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
      const purpose = 'check the GitLab token';
      try {
        const answer = await rest.with(PersonalAccessTokens, purpose, signal).show();
        return parseValue(tokenSchema, answer, purpose);
      } catch (error) {
        // An OAuth token has no entry among the access tokens.
        if (isAppError(error, 'not-found', 'invalid')) return undefined;
        throw error;
      }
    },
    async revokeToken(signal) {
      await rest
        .with(PersonalAccessTokens, 'end the validity of the GitLab token', signal)
        .remove();
    },
  };
}
