import { createHash } from 'node:crypto';
import { type GitLabContext, type Reply, type Route } from '../exchange';

export function serverRoutes(context: GitLabContext): Route[] {
  const revision = createHash('sha1').update(context.version).digest('hex').slice(0, 11);
  const answer = async (): Promise<Reply> => ({
    status: 200,
    json: {
      version: context.version,
      revision,
      kas: { enabled: false, externalUrl: null, externalK8sProxyUrl: null, version: null },
      enterprise: false,
    },
  });
  const scopes = ['api', 'read_api', 'read_user', 'ai_features'];
  return [
    { method: 'GET', path: '/api/v4/metadata', scopes, handle: answer },
    { method: 'GET', path: '/api/v4/version', scopes, handle: answer },
  ];
}
