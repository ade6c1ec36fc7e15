import { ProjectAccessTokens, ProjectVariables, UserSSHKeys } from '@gitbeaker/rest';
import * as z from 'zod';
import { isAppError } from '../base/errors';
import { Secret } from '../base/secret';
import { type ProjectId } from '../model/ids';
import { type NewVariable, type SetupPort } from '../model/ports/gitlabSetup';
import { parseValue } from './parse';
import { type Rest } from './rest/rest';
import {
  accessTokenSchema,
  newAccessTokenSchema,
  sshKeySchema,
  variableSchema,
} from './rest/setupSchemas';

type CredentialSetup = Pick<
  SetupPort,
  | 'accessTokens'
  | 'createAccessToken'
  | 'rotateAccessToken'
  | 'revokeAccessToken'
  | 'variables'
  | 'setVariable'
  | 'deleteVariable'
  | 'sshKeys'
  | 'addSshKey'
  | 'deleteSshKey'
>;

type CreateToken = InstanceType<typeof ProjectAccessTokens>['create'];
type Scopes = Parameters<CreateToken>[2];

export function createCredentialSetup(rest: Rest): CredentialSetup {
  const sshKeys: SetupPort['sshKeys'] = async (signal) => {
    const purpose = 'list your SSH keys';
    const answer = await rest.with(UserSSHKeys, purpose, signal).all();
    return parseValue(z.array(sshKeySchema), answer, purpose);
  };

  return {
    async accessTokens(project, signal) {
      const purpose = 'list the access tokens of the project';
      const answer = await rest
        .with(ProjectAccessTokens, purpose, signal)
        .all(project, { perPage: 100 });
      return parseValue(z.array(accessTokenSchema), answer, purpose);
    },
    async createAccessToken(project, token, signal) {
      const purpose = `create the access token "${token.name}"`;
      const { accessLevel, expiresOn, description } = token;
      const options: object = {
        accessLevel,
        ...(description === undefined ? {} : { description }),
      };
      // gitbeaker wants an expiry date; GitLab takes its maximum when there is none.
      const answer = await rest
        .with(ProjectAccessTokens, purpose, signal)
        .create(project, token.name, [...token.scopes] as Scopes, expiresOn as string, options);
      return parseValue(newAccessTokenSchema, answer, purpose);
    },
    async rotateAccessToken(project, id, expiresOn, signal) {
      const purpose = 'renew the access token';
      const answer = await rest
        .with(ProjectAccessTokens, purpose, signal)
        .rotate(project, id, expiresOn === undefined ? {} : { expiresAt: expiresOn });
      return parseValue(newAccessTokenSchema, answer, purpose);
    },
    async revokeAccessToken(project, id, signal) {
      const purpose = 'end the validity of the access token';
      await rest.with(ProjectAccessTokens, purpose, signal).revoke(project, id);
    },
    async variables(project, signal) {
      const purpose = 'list the CI/CD variables';
      const answer = await rest
        .with(ProjectVariables, purpose, signal)
        .all(project, { perPage: 100 });
      return parseValue(z.array(variableSchema), answer, purpose);
    },
    setVariable: (project, variable, signal) => setVariable(rest, project, variable, signal),
    async deleteVariable(project, key, signal) {
      await rest
        .with(ProjectVariables, `delete the CI/CD variable "${key}"`, signal)
        .remove(project, key, { filter: { environment_scope: '*' } });
    },
    sshKeys,
    async addSshKey(title, publicKey, signal) {
      const purpose = `add the SSH key "${title}"`;
      try {
        const answer = await rest.with(UserSSHKeys, purpose, signal).create(title, publicKey);
        return parseValue(sshKeySchema, answer, purpose);
      } catch (error) {
        if (!isAppError(error, 'conflict')) throw error;
        const wanted = keyMaterial(publicKey);
        const own = (await sshKeys(signal)).find((key) => keyMaterial(key.publicKey) === wanted);
        if (!own) throw error;
        return own;
      }
    },
    async deleteSshKey(id, signal) {
      await rest.with(UserSSHKeys, 'delete the SSH key', signal).remove(id);
    },
  };
}

async function setVariable(
  rest: Rest,
  project: ProjectId,
  variable: NewVariable,
  signal: AbortSignal,
) {
  const purpose = `set the CI/CD variable "${variable.key}"`;
  const value = variable.value instanceof Secret ? variable.value.reveal() : variable.value;
  const options = {
    variableType: 'env_var' as const,
    protected: variable.protected ?? false,
    masked: variable.masked ?? false,
    raw: variable.raw ?? false,
    ...(variable.description === undefined ? {} : { description: variable.description }),
  };
  const variables = rest.with(ProjectVariables, purpose, signal);
  try {
    const answer = await variables.edit(project, variable.key, value, {
      ...options,
      filter: { environment_scope: '*' },
    });
    return parseValue(variableSchema, answer, purpose);
  } catch (error) {
    if (!isAppError(error, 'not-found')) throw error;
    const hidden = variable.hidden === true ? { maskedAndHidden: true } : {};
    const answer = await variables.create(project, variable.key, value, {
      ...options,
      ...hidden,
    });
    return parseValue(variableSchema, answer, purpose);
  }
}

/** Type and key without the comment. */
function keyMaterial(publicKey: string): string {
  return publicKey.trim().split(/\s+/).slice(0, 2).join(' ');
}
