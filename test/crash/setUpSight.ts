import { createHash } from 'node:crypto';
import { type SandboxGitLab } from '../../src/sandbox/gitlab/server';
import { type RunnerEntry } from '../../src/sandbox/runner/configFile';
import { type SetUpSight } from './protocol';

/** Reads GitLab's own tables and the machine's own file, not what either says of them to its clients. */
export function setUpSight(
  { world, context, calls }: SandboxGitLab,
  registered: readonly RunnerEntry[],
  crashes: readonly string[],
): SetUpSight {
  const { projects, tokens, variables, sshKeys, runners } = world.tables;
  const pathOf = (id: number): string => projects.find((one) => one.id === id)?.path ?? 'none';
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const carried = (text: string): string => {
    const token = tokens.find((one) => one.digest === digest(text));
    if (token) return `the ${token.revoked ? 'revoked' : 'living'} token ${token.name}`;
    return text.replace(context.externalUrl, '').replace(/\d+/g, 'N');
  };
  const served = (token: string): string => {
    const runner = runners.find((one) => one.digest === digest(token));
    return runner ? `serves ${runner.description}` : 'serves nobody';
  };
  return {
    things: [
      ...projects.map((one) => `project ${one.path} ${one.importStatus}`),
      ...tokens
        .filter((one) => one.kind === 'project' && !one.revoked)
        .map((one) => `token ${one.name} of ${pathOf(one.projectId ?? 0)} ${one.scopes.join(' ')}`),
      ...variables.map(
        (one) => `variable ${one.key} of ${pathOf(one.projectId)}: ${carried(one.value)}`,
      ),
      ...sshKeys.map((one) => `key ${one.title}`),
      ...runners.map(
        (one) =>
          `runner ${one.description} of ${one.projectIds.map(pathOf).join(' ')} ${one.tagList.join(' ')}`,
      ),
      ...registered.map((one) => `registered ${one.name} ${one.executor}, ${served(one.token)}`),
    ].sort(),
    effects: calls.all
      .filter(({ method, path, status = 0 }) => isEffect(method, path) && status < 300)
      .map(({ method, path }) => `${method} ${path.replace(/\/\d+/g, '/N')}`),
    crashes,
  };
}

/** What makes or takes something. Putting a value where it is already is nothing; runners ask for jobs all the time. */
function isEffect(method: string, path: string): boolean {
  return (
    /^(POST|DELETE)$/.test(method) &&
    /^\/api\/v4\/(projects|user|runners\/\d+|personal_access_tokens)\b/.test(path)
  );
}
