import { AppError } from '../base/errors';
import { type RetryPolicy } from '../base/retry';
import { type GitLab } from '../model/ports/gitlab';
import { type FindProxy } from '../model/proxy';
import { parseServerAddress } from '../model/serverAddress';
import { createAccountClient } from './accountClient';
import { createCredentialSetup } from './credentialSetup';
import { createFeatureProbe } from './features';
import { type FollowPace, usualPace } from './followLog';
import { createGraphQL } from './graphql';
import { createHttp, type RequestRecord, type TokenSource } from './http/http';
import { createMergeRequestsClient } from './mergeRequestsClient';
import { createMlflow } from './mlflow';
import { createPackagesClient } from './packagesClient';
import { createPipelinesClient } from './pipelinesClient';
import { createProjectsClient } from './projectsClient';
import { createProjectSetup } from './projectSetup';
import { createRegistryClient } from './registryClient';
import { createRepositoryClient } from './repositoryClient';
import { createRest } from './rest/rest';
import { createRunnerSetup } from './runnerSetup';
import { createRunPages } from './runPages';
import { createRunsClient } from './runsClient';

export interface GitLabOptions {
  /** As a person typed it; checked here. */
  readonly baseUrl: string;
  readonly token: TokenSource;
  /** PEM of authorities that are trusted besides the usual ones. */
  readonly ca?: string | undefined;
  readonly proxy?: FindProxy | undefined;
  readonly userAgent?: string | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** Deadline of one try, 30 s otherwise. */
  readonly timeoutMs?: number | undefined;
  readonly followPace?: FollowPace | undefined;
  /** Between two looks at an import, 1 s otherwise. */
  readonly importPollMs?: number | undefined;
  readonly onRequest?: ((record: RequestRecord) => void) | undefined;
}

/** One GitLab server as one account sees it. Opens connections on use; `dispose` closes them. */
export function createGitLab(options: GitLabOptions): GitLab {
  const address = parseServerAddress(options.baseUrl);
  if (address.kind === 'problem') {
    throw new AppError('invalid', address.message, { fix: 'open-settings' });
  }
  const http = createHttp({ ...options, baseUrl: address.url });
  const { origin } = new URL(address.url);
  const rest = createRest(http);
  const graphql = createGraphQL(http);
  const mlflow = createMlflow(http);
  const pages = createRunPages(graphql, mlflow, origin);
  return {
    baseUrl: address.url,
    account: createAccountClient(rest, () => isOAuth(options.token)),
    setup: {
      ...createProjectSetup(rest, options.importPollMs ?? 1_000),
      ...createCredentialSetup(rest),
      ...createRunnerSetup(rest),
    },
    projects: createProjectsClient(rest),
    repository: createRepositoryClient(rest),
    mergeRequests: createMergeRequestsClient(rest),
    pipelines: createPipelinesClient(rest, http, options.followPace ?? usualPace),
    runs: createRunsClient(graphql, mlflow, pages, origin),
    registry: createRegistryClient(graphql, origin),
    packages: createPackagesClient(rest, http),
    features: createFeatureProbe(graphql),
    dispose: () => http.dispose(),
  };
}

function isOAuth(token: TokenSource): Promise<boolean> {
  return token.isOAuth?.() ?? Promise.resolve(token.renew !== undefined);
}
