import * as z from 'zod';
import { Secret } from '../../base/secret';
import { type PackageId, type RunnerId } from '../../model/ids';
import { type PackageFile } from '../../model/registry';
import {
  type AccessToken,
  type Runner,
  type RunnerState,
  type SshKey,
  type TokenInfo,
  type Variable,
} from '../../model/setup';
import { maybe, time } from '../parse';

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text));
const runnerId = z.int().transform((id) => id as RunnerId);

export const userSchema = z
  .object({ id: z.int(), username: z.string(), name: z.string(), email: maybe(z.string()) })
  .transform(({ id, username, name, email }) => ({ id, username, name, email }));

export const serverSchema = z
  .object({ version: z.string(), enterprise: maybe(z.boolean()) })
  .transform((raw) => ({ version: raw.version, enterprise: raw.enterprise ?? false }));

const tokenFields = z.object({
  id: z.int(),
  name: z.string(),
  scopes: z.array(z.string()),
  active: maybe(z.boolean()),
  revoked: maybe(z.boolean()),
  expires_at: maybe(z.string()),
});

export const tokenSchema = tokenFields.transform(toTokenInfo);

export const accessTokenSchema = tokenFields
  .extend({ access_level: maybe(z.int()) })
  .transform((raw): AccessToken => ({ ...toTokenInfo(raw), accessLevel: raw.access_level }));

export const newAccessTokenSchema = tokenFields
  .extend({ access_level: maybe(z.int()), token: secret })
  .transform((raw): AccessToken & { readonly secret: Secret } => ({
    ...toTokenInfo(raw),
    accessLevel: raw.access_level,
    secret: raw.token,
  }));

export const variableSchema = z
  .object({
    key: z.string(),
    protected: maybe(z.boolean()),
    masked: maybe(z.boolean()),
    hidden: maybe(z.boolean()),
    raw: maybe(z.boolean()),
    environment_scope: maybe(z.string()),
    description: maybe(z.string()),
  })
  .transform((raw): Variable => ({
    key: raw.key,
    protected: raw.protected ?? false,
    masked: raw.masked ?? false,
    hidden: raw.hidden ?? false,
    raw: raw.raw ?? false,
    environmentScope: raw.environment_scope ?? '*',
    description: raw.description,
  }));

export const sshKeySchema = z
  .object({ id: z.int(), title: z.string(), key: z.string() })
  .transform((raw): SshKey => ({ id: raw.id, title: raw.title, publicKey: raw.key }));

const runnerStates: readonly RunnerState[] = ['online', 'offline', 'stale', 'never_contacted'];

export const runnerSchema = z
  .object({
    id: runnerId,
    description: maybe(z.string()),
    status: maybe(z.string()),
    paused: maybe(z.boolean()),
    job_execution_status: maybe(z.string()),
    runner_type: maybe(z.string()),
    tag_list: maybe(z.array(z.string())),
    maintenance_note: maybe(z.string()),
  })
  .transform((raw): Runner => ({
    id: raw.id,
    description: raw.description ?? '',
    state: runnerStates.find((state) => state === raw.status) ?? 'unknown',
    paused: raw.paused ?? false,
    busy: raw.job_execution_status === 'active',
    ofProject: raw.runner_type === undefined || raw.runner_type === 'project_type',
    tags: raw.tag_list,
    note: raw.maintenance_note,
  }));

export const newRunnerSchema = z.object({ id: runnerId, token: secret });

export const packageFileSchema = z
  .object({
    id: z.int(),
    package_id: z.int().transform((id) => id as PackageId),
    created_at: time,
    file_name: z.string(),
    size: z.number(),
    file_sha256: maybe(z.string()),
  })
  .transform((raw): PackageFile => ({
    id: raw.id,
    packageId: raw.package_id,
    path: decodedName(raw.file_name),
    size: raw.size,
    sha256: raw.file_sha256,
    createdAt: raw.created_at,
  }));

/** GitLab keeps `dir/model.pkl` as `dir%2Fmodel.pkl`; a name that only looks encoded stays as it is. */
function decodedName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function toTokenInfo(raw: z.infer<typeof tokenFields>): TokenInfo {
  return {
    id: raw.id,
    name: raw.name,
    scopes: raw.scopes,
    active: raw.active ?? raw.revoked !== true,
    expiresOn: raw.expires_at?.slice(0, 10),
  };
}
