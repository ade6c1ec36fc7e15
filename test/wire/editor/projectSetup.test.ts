import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { type Project } from '../../../src/model/project';
import { daysLeft } from '../../../src/model/setup';
import { type ProjectSource, setUpProject } from '../../../src/provision/projectSetup';
import { type FaultRule } from '../../../src/sandbox/faults';
import { person } from '../sandbox-gitlab/sample';
import { Secret } from '../../../src/base/secret';
import {
  type Connected,
  connected,
  fixed,
  removeCertificates,
  samplePath,
} from '../gitlab/support';

const publicKey =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ0m5Yp2m1o2mWkq0m4r0nq1q3yJmZ0m5Yp2m1o2mWk';

describe('setting up a GitLab project', () => {
  let there: Connected;
  let importUrl: string;
  beforeAll(async () => {
    there = await connected();
    importUrl = (await there.gitlab.projects.get(samplePath, never)).httpCloneUrl;
  });
  afterAll(async () => {
    await there[Symbol.asyncDispose]();
    await removeCertificates();
  });

  const set = (source: ProjectSource, gitlab = there.gitlab): Promise<Project> =>
    setUpProject(gitlab, { source, sshPublicKey: publicKey }, () => undefined, Date.now, never);

  /** As time goes by: the tokens that jobs have end in so many days. */
  function endsIn(days: number): void {
    const midnight = Math.floor(Date.now() / 86_400_000) * 86_400_000;
    for (const token of there.server.world.tables.tokens)
      if (token.name === 'mlflow' && !token.revoked) token.expiresAt = midnight + days * 86_400_000;
  }
  const imports = (name: string): ProjectSource => ({ kind: 'import', name, url: importUrl });

  /** The values as jobs get them; only a maintainer can read them so. */
  async function values(project: Project): Promise<Record<string, string>> {
    const { json } = await there.server.ask('GET', `/api/v4/projects/${project.id}/variables`);
    const rows = json as { key: string; value: string }[];
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  /** What training would find: whether the token in both variables works, and how long. */
  async function training(project: Project) {
    const { MLFLOW_TRACKING_TOKEN: token = '', REPO_TOKEN: repo } = await values(project);
    const bot = there.connect({ token: fixed(new Secret(token)) });
    const info = await bot.account.token(never);
    return {
      same: token === repo,
      scopes: [...(info?.scopes ?? [])].sort(),
      days: info && daysLeft(info, Date.now()),
    };
  }

  const tokens = async (project: Project) =>
    (await there.gitlab.setup.accessTokens(project.id, never)).filter((token) => token.active);

  /** The writing requests of some work. */
  async function writes(work: () => Promise<unknown>): Promise<string[]> {
    there.sent.length = 0;
    await work();
    return there.sent
      .filter(({ method }) => method !== 'GET')
      .map(({ method, path }) => `${method} ${path.replace(/\/\d+/g, '/N')}`);
  }

  it('imports the code and gives jobs what they need', async () => {
    const project = await set(imports('gitlab-mlflow'));
    expect(project).toMatchObject({ path: 'anna/gitlab-mlflow', defaultBranch: 'main' });
    const found = await values(project);
    expect(Object.keys(found).sort()).toEqual([
      'MLFLOW_TRACKING_TOKEN',
      'MLFLOW_TRACKING_URI',
      'REPO_TOKEN',
    ]);
    expect(found['MLFLOW_TRACKING_URI']).toBe(
      `${there.gitlab.baseUrl}/api/v4/projects/${project.id}/ml/mlflow`,
    );
    expect(await training(project)).toEqual({
      same: true,
      scopes: ['api', 'manage_runner', 'read_repository', 'write_repository'],
      days: expect.toSatisfy((days: number) => days > 300) as number,
    });
    const variables = await there.gitlab.setup.variables(project.id, never);
    expect(
      variables.map(({ key, masked, raw, protected: only }) => [key, masked, raw, only]).sort(),
    ).toEqual([
      ['MLFLOW_TRACKING_TOKEN', true, true, false],
      ['MLFLOW_TRACKING_URI', false, true, false],
      ['REPO_TOKEN', true, true, false],
    ]);
    expect((await there.gitlab.setup.sshKeys(never)).map((key) => key.publicKey)).toContain(
      publicKey,
    );
  });

  it('makes nothing twice and changes nothing when it is repeated', async () => {
    const project = await set(imports('Repeated.Project'));
    const before = [await tokens(project), await values(project)];
    const written = await writes(() => set(imports('Repeated.Project')));
    expect([await tokens(project), await values(project)]).toEqual(before);
    expect(written).toEqual([
      'PUT /api/v4/projects/N/variables/MLFLOW_TRACKING_URI',
      'POST /api/v4/user/keys',
    ]);
  });

  it('replaces the token when a variable lacks it', async () => {
    const project = await set(imports('lacking'));
    const before = await values(project);
    await there.gitlab.setup.deleteVariable(project.id, 'REPO_TOKEN', never);
    await set({ kind: 'existing', project });
    expect(await training(project)).toMatchObject({ same: true });
    expect((await values(project))['REPO_TOKEN']).not.toBe(before['REPO_TOKEN']);
    expect(await tokens(project)).toHaveLength(1);
  });

  it('renews the token two weeks before it ends, for another year', async () => {
    const project = await set(imports('ending'));
    const before = await values(project);
    endsIn(20);
    await set({ kind: 'existing', project });
    expect(await values(project)).toEqual(before);
    endsIn(13);
    await set({ kind: 'existing', project });
    expect((await values(project))['REPO_TOKEN']).not.toBe(before['REPO_TOKEN']);
    expect((await training(project)).days).toBeGreaterThan(300);
  });

  const halfWays: [string, FaultRule['match'], number][] = [
    ['making the project', 'POST /api/v4/projects', 0],
    ['waiting for the import', 'GET /api/v4/projects/*/import', 0],
    ['listing variables', 'GET /api/v4/projects/*/variables', 0],
    ['the first variable', '*/variables/MLFLOW_TRACKING_URI', 0],
    ['making the token', 'POST /api/v4/projects/*/access_tokens', 0],
    ['the first variable with the token', '*/variables/MLFLOW_TRACKING_TOKEN', 0],
    ['the second variable with the token', '*/variables/REPO_TOKEN', 0],
    ['the SSH key', 'POST /api/v4/user/keys', 0],
  ];
  it.each(halfWays)('is completed by a repeat after a failure at: %s', async (at, match, skip) => {
    const name = `half-${at.replace(/\W+/g, '-')}`;
    const fault = { kind: 'status', status: 400, body: '{"message":"broken"}' } as const;
    there.server.faults.add({ service: 'gitlab', match, skip, fault });
    await expect(set(imports(name))).rejects.toMatchObject({ name: 'AppError' });
    there.server.faults.clear();
    const project = await set(imports(name));
    expect(await training(project)).toMatchObject({ same: true });
    const found = await there.gitlab.projects.search(name, never);
    expect(found.map(({ path }) => path)).toEqual([`anna/${name.toLowerCase()}`]);
  });

  it.each(['MLFLOW_TRACKING_TOKEN', 'REPO_TOKEN'])(
    'is completed by a repeat when the token was renewed but %s could not be set',
    async (key) => {
      const project = await set(imports(`renewed-${key}`));
      endsIn(13);
      const fault = { kind: 'status', status: 400, body: '{"message":"broken"}' } as const;
      there.server.faults.add({ service: 'gitlab', match: `*/variables/${key}`, fault });
      await expect(set({ kind: 'existing', project })).rejects.toThrow(`variable "${key}"`);
      there.server.faults.clear();
      await set({ kind: 'existing', project });
      expect(await training(project)).toMatchObject({ same: true });
    },
  );

  it('leaves a token alone that somebody set by hand', async () => {
    const project = await set(imports('by-hand'));
    const found = await values(project);
    for (const key of ['MLFLOW_TRACKING_TOKEN', 'REPO_TOKEN'])
      await there.gitlab.setup.setVariable(
        project.id,
        { key, value: new Secret(found[key] ?? ''), description: 'mine' },
        never,
      );
    await set({ kind: 'existing', project });
    expect(await values(project)).toEqual(found);
  });

  it('pushes the code into an empty project, once', async () => {
    const pushed: string[] = [];
    const source: ProjectSource = {
      kind: 'push',
      name: 'pushed',
      push: async (project) => {
        pushed.push(project.path);
        if (pushed.length === 1) throw new Error('the network is gone');
        await there.gitlab.repository.commit(
          project.id,
          {
            branch: 'main',
            message: 'Begin',
            actions: [{ action: 'create', path: 'a.txt', content: 'a' }],
          },
          never,
        );
      },
    };
    await expect(set(source)).rejects.toThrow('the network is gone');
    const project = await set(source);
    expect(pushed).toEqual(['anna/pushed', 'anna/pushed']);
    expect(project.defaultBranch).toBe('main');
  });

  it('says before it changes anything that the role does not suffice', async () => {
    const token = await person(there.server, 'dora', 30);
    const gitlab = there.connect({ token: fixed(new Secret(token)) });
    const project = await gitlab.projects.get(samplePath, never);
    const written = await writes(() =>
      expect(set({ kind: 'existing', project }, gitlab)).rejects.toMatchObject({
        kind: 'forbidden',
        message: `Setting up "${samplePath}" needs the role Maintainer. Ask an owner of the project for it.`,
      }),
    );
    expect(written).toEqual([]);
  });
});
