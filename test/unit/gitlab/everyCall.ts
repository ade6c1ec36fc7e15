import { AppError } from '../../../src/base/errors';
import { Secret } from '../../../src/base/secret';
import { never } from '../../../src/base/wait';
import { createAccountClient } from '../../../src/gitlab/accountClient';
import { createCredentialSetup } from '../../../src/gitlab/credentialSetup';
import { type HttpRequest } from '../../../src/gitlab/http/request';
import { createMergeRequestsClient } from '../../../src/gitlab/mergeRequestsClient';
import { createPackagesClient } from '../../../src/gitlab/packagesClient';
import { createPipelinesClient } from '../../../src/gitlab/pipelinesClient';
import { createProjectsClient } from '../../../src/gitlab/projectsClient';
import { createProjectSetup } from '../../../src/gitlab/projectSetup';
import { createRepositoryClient } from '../../../src/gitlab/repositoryClient';
import { createRest } from '../../../src/gitlab/rest/rest';
import { createRunnerSetup } from '../../../src/gitlab/runnerSetup';
import {
  type JobId,
  type MergeRequestIid,
  type PackageId,
  type PipelineId,
  type ProjectId,
  type RunnerId,
} from '../../../src/model/ids';
import { recordedHttp } from './recordedHttp';

const project = 1 as ProjectId;
const pipeline = 2 as PipelineId;
const job = 3 as JobId;
const iid = 4 as MergeRequestIid;
const runner = 5 as RunnerId;
const packageFile = {
  id: 6,
  packageId: 7 as PackageId,
  path: 'dir/model.pkl',
  size: 1,
  sha256: undefined,
  createdAt: 0,
};

type Calls<T> = { readonly [K in keyof T]: () => Promise<unknown> };

/** Every REST request the adapter can make: one example of each method of each client, all options given. */
export async function everyRestRequest(): Promise<HttpRequest[]> {
  const http = recordedHttp((request) =>
    /\/projects\/1$/.test(request.path) && request.method === 'GET' ? projectAnswer : null,
  );
  const rest = createRest(http);
  const account = createAccountClient(rest, () => Promise.resolve(false));
  const projects = createProjectsClient(rest);
  const repository = createRepositoryClient(rest);
  const mergeRequests = createMergeRequestsClient(rest);
  const pipelines = createPipelinesClient(rest, http, { shortestMs: 1, longestMs: 1 });
  const packages = createPackagesClient(rest, http);
  const setup = createProjectSetup(rest, 1);
  const credentials = createCredentialSetup(rest);
  const runners = createRunnerSetup(rest);
  const from = { kind: 'run', iid: 9 } as const;
  const follower = { onText: () => undefined };

  const calls = [
    {
      user: () => account.user(never),
      server: () => account.server(never),
      token: () => account.token(never),
      revokeToken: () => account.revokeToken(never),
    } satisfies Calls<typeof account>,
    {
      search: () => projects.search('credit', never),
      get: () => projects.get(project, never),
    } satisfies Calls<typeof projects>,
    {
      branches: () => repository.branches(project, 'mlops', never),
      branch: () => repository.branch(project, 'a/b', never),
      createBranch: () => repository.createBranch(project, 'a/b', 'main', never),
      deleteBranch: () => repository.deleteBranch(project, 'a/b', never),
      file: () => repository.file(project, 'a/b.py', 'main', never),
      entry: () => repository.entry(project, 'a/b.py', 'main', never),
      commit: () =>
        repository.commit(
          project,
          {
            branch: 'b',
            startBranch: 'main',
            message: 'm',
            actions: [{ action: 'update', path: 'p', content: 'c', lastCommitSha: 's' }],
          },
          never,
        ),
      commits: () => repository.commits(project, 'main', 10, never),
      compare: () => repository.compare(project, 'a', 'b', never),
    } satisfies Calls<typeof repository>,
    {
      list: () => mergeRequests.list(project, { state: 'opened', sourceBranch: 'b' }, never),
      get: () => mergeRequests.get(project, iid, never),
      open: () =>
        mergeRequests.open(
          project,
          {
            sourceBranch: 'b',
            targetBranch: 'main',
            title: 't',
            description: 'd',
            removeSourceBranch: true,
          },
          never,
        ),
      pipelines: () => mergeRequests.pipelines(project, iid, never),
      addNote: () => mergeRequests.addNote(project, iid, 'n', never),
    } satisfies Calls<typeof mergeRequests>,
    {
      list: () => pipelines.list(project, { ref: 'main', sha: 's', limit: 5 }, never),
      get: () => pipelines.get(project, pipeline, never),
      create: () => pipelines.create(project, 'main', [{ key: 'A', value: 'b' }], never),
      cancel: () => pipelines.cancel(project, pipeline, never),
      jobs: () => pipelines.jobs(project, pipeline, never),
      job: () => pipelines.job(project, job, never),
      play: () => pipelines.play(project, job, [{ key: 'A', value: 'b' }], never),
      cancelJob: () => pipelines.cancelJob(project, job, never),
      retryJob: () => pipelines.retryJob(project, job, never),
      log: () => pipelines.log(project, job, never),
      followLog: () => pipelines.followLog(project, job, follower, never),
      downloadArtifacts: () =>
        pipelines.downloadArtifacts(project, job, '/nowhere/a.zip', undefined, never),
    } satisfies Calls<typeof pipelines>,
    {
      files: () => packages.files(project, packageFile.packageId, never),
      download: () => packages.download(project, packageFile, from, '/nowhere', undefined, never),
      read: () => packages.read(project, packageFile, from, 1_000, never),
      upload: () => packages.upload(project, from, 'm.pkl', import.meta.filename, undefined, never),
    } satisfies Calls<typeof packages>,
    {
      createProject: () =>
        setup.createProject(
          {
            name: 'n',
            path: 'p',
            namespaceId: 1,
            importUrl: 'https://example.com/a.git',
            visibility: 'private',
            withReadme: true,
          },
          never,
        ),
      importState: () => setup.importState(project, never),
      waitForImport: () => setup.waitForImport(project, never),
      deleteProject: () => setup.deleteProject({ id: project, path: 'g/p' }, never),
    } satisfies Calls<typeof setup>,
    {
      accessTokens: () => credentials.accessTokens(project, never),
      createAccessToken: () =>
        credentials.createAccessToken(
          project,
          {
            name: 'n',
            scopes: ['api'],
            accessLevel: 40,
            expiresOn: '2030-01-01',
            description: 'd',
          },
          never,
        ),
      rotateAccessToken: () => credentials.rotateAccessToken(project, 8, '2030-01-01', never),
      revokeAccessToken: () => credentials.revokeAccessToken(project, 8, never),
      variables: () => credentials.variables(project, never),
      setVariable: () =>
        credentials.setVariable(
          project,
          { key: 'K', value: new Secret('v'), masked: true, raw: true, description: 'd' },
          never,
        ),
      deleteVariable: () => credentials.deleteVariable(project, 'K', never),
      sshKeys: () => credentials.sshKeys(never),
      addSshKey: () => credentials.addSshKey('t', 'ssh-ed25519 AAAA', never),
      deleteSshKey: () => credentials.deleteSshKey(9, never),
    } satisfies Calls<typeof credentials>,
    {
      runners: () => runners.runners(project, never),
      runner: () => runners.runner(runner, never),
      createRunner: () =>
        runners.createRunner(
          { projectId: project, description: 'd', tags: ['t'], runUntagged: true, note: 'n' },
          never,
        ),
      deleteRunner: () => runners.deleteRunner(runner, never),
    } satisfies Calls<typeof runners>,
  ];
  for (const call of calls.flatMap((group) => Object.values<() => Promise<unknown>>(group))) {
    await call().catch((error: unknown) => {
      // The answers are empty: only what was asked matters here.
      if (!(error instanceof AppError) && !String(error).includes('nothing comes')) throw error;
    });
  }
  return http.requests;
}

const projectAnswer = {
  id: 1,
  name: 'p',
  path_with_namespace: 'g/p-deletion_scheduled-1',
  web_url: 'https://gitlab.test/g/p',
  http_url_to_repo: 'https://gitlab.test/g/p.git',
};
