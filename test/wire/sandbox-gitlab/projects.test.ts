import { existsSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { git } from './git';
import { person, sample, withSample } from './sample';
import {
  anyText,
  containing,
  type Answer,
  removeCertificates,
  type TestGitLab,
  testGitLab,
} from './support';

afterAll(removeCertificates);

interface ProjectJson {
  readonly id: number;
  readonly path_with_namespace: string;
  readonly import_status: string;
  readonly default_branch: string | null;
}

const create = (gitlab: TestGitLab, json: object, token?: string): Promise<Answer> =>
  gitlab.ask('POST', '/api/v4/projects', { json, ...(token === undefined ? {} : { token }) });

/** Every status on the way to the end of an import. */
async function importStatuses(gitlab: TestGitLab, id: number): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const { json } = await gitlab.ask('GET', `/api/v4/projects/${id}/import`);
    const { import_status: status } = json as ProjectJson;
    if (seen.at(-1) !== status) seen.push(status);
    if (status === 'finished' || status === 'failed') return seen;
  }
}

describe('projects', () => {
  it('import a repository by URL with real git, credentials never kept', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    gitlab.world.tables.projects[0]!.visibility = 'private';
    const token = gitlab.tokens['anna']!.reveal();
    const source = gitlab.url.replace('https://', `https://oauth2:${token}@`);
    const made = await create(gitlab, {
      name: 'Copy',
      import_url: `${source}/mlops/credit-scoring.git`,
    });
    const project = made.json as ProjectJson;
    expect([made.status, project.import_status, project.path_with_namespace]).toEqual([
      201,
      'scheduled',
      'anna/copy',
    ]);
    expect(await importStatuses(gitlab, project.id)).toEqual(['scheduled', 'started', 'finished']);
    const after = await gitlab.ask('GET', '/api/v4/projects/anna%2Fcopy');
    expect(after.json).toMatchObject({
      default_branch: 'main',
      empty_repo: false,
      import_url: `${gitlab.url}/mlops/credit-scoring.git`,
    });
    expect(JSON.stringify(gitlab.world.tables)).not.toContain(token);
    const clone = await git(gitlab, ['clone', `${gitlab.url}/anna/copy.git`, `${temp.path}/c`], {
      token,
    });
    expect(clone.code, clone.err).toBe(0);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('say why an import failed', async () => {
    await using gitlab = await testGitLab();
    const made = await create(gitlab, {
      path: 'broken',
      import_url: `${gitlab.url}/nobody/nothing.git`,
    });
    const { id } = made.json as ProjectJson;
    expect((await importStatuses(gitlab, id)).at(-1)).toBe('failed');
    const status = await gitlab.ask('GET', `/api/v4/projects/${id}/import`);
    expect((status.json as { import_error: string }).import_error).toContain(
      `Error importing repository ${gitlab.url}/nobody/nothing.git into anna/broken`,
    );
    expect(await create(gitlab, { path: 'x', import_url: 'file:///etc' })).toMatchObject({
      status: 400,
      json: { message: { import_url: [anyText] } },
    });
  });

  it('are refused with GitLab’s words', async () => {
    await using gitlab = await testGitLab();
    const group = gitlab.world.tables.groups[0]!;
    expect(await create(gitlab, {})).toMatchObject({
      status: 400,
      json: { error: 'name, path are missing, at least one parameter must be provided' },
    });
    const readme = await create(gitlab, {
      name: 'One',
      namespace_id: group.id,
      initialize_with_readme: true,
    });
    expect(readme).toMatchObject({
      status: 201,
      json: { default_branch: 'main', visibility: 'private' },
    });
    expect(await create(gitlab, { name: 'One', namespace_id: group.id })).toMatchObject({
      status: 400,
      json: { message: { path: ['has already been taken'] } },
    });
    expect(await create(gitlab, { name: 'Two', namespace_id: 999 })).toMatchObject({
      status: 400,
      json: { message: { namespace: ['is not valid'] } },
    });
    const stranger = await person(gitlab, 'eve', 0);
    expect(
      await gitlab.ask('GET', '/api/v4/projects/mlops%2Fone', { token: stranger }),
    ).toMatchObject({ status: 404, json: { message: '404 Project Not Found' } });
    const reader = await person(gitlab, 'rita', 0, ['read_api']);
    expect(await create(gitlab, { name: 'Three' }, reader)).toMatchObject({
      status: 403,
      json: { error: 'insufficient_scope', scope: 'api' },
    });
  });

  it('are deleted in two steps, with the new path in the second, and can be restored before', async () => {
    await using gitlab = await testGitLab();
    const { id } = (await create(gitlab, { path: 'gone', initialize_with_readme: true }))
      .json as ProjectJson;
    const row = gitlab.world.tables.projects.find((one) => one.id === id)!;
    const folder = gitlab.context.repository(row);
    const remove = (query = ''): Promise<Answer> =>
      gitlab.ask('DELETE', `/api/v4/projects/${id}${query}`);
    expect((await remove()).status).toBe(202);
    const marked = (await gitlab.ask('GET', `/api/v4/projects/${id}`)).json as ProjectJson;
    expect(marked).toMatchObject({
      path_with_namespace: `anna/gone-deletion_scheduled-${id}`,
      marked_for_deletion_on: anyText,
    });
    expect(await remove()).toMatchObject({ status: 400 });
    expect(await gitlab.ask('POST', `/api/v4/projects/${id}/restore`)).toMatchObject({
      json: { path_with_namespace: 'anna/gone' },
    });
    await remove();
    expect(await remove('?permanently_remove=true&full_path=anna/gone')).toMatchObject({
      status: 400,
      json: { message: containing('full_path') },
    });
    expect(
      (await remove(`?permanently_remove=true&full_path=anna/gone-deletion_scheduled-${id}`))
        .status,
    ).toBe(202);
    expect([
      (await gitlab.ask('GET', `/api/v4/projects/${id}`)).status,
      existsSync(folder),
    ]).toEqual([404, false]);
  });

  it('are found under an old path by GET only, and their git remote goes on', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    await gitlab.ask('PUT', sample, { json: { path: 'scoring' } });
    const old = await gitlab.ask('GET', `${sample}?statistics=true`);
    expect([old.status, old.headers['location']]).toEqual([
      301,
      `${gitlab.url}/api/v4/projects/1?statistics=true`,
    ]);
    expect((await gitlab.ask('PUT', sample, { json: {} })).status).toBe(404);
    const clone = await git(gitlab, [
      'clone',
      `${gitlab.url}/mlops/credit-scoring.git`,
      `${temp.path}/c`,
    ]);
    expect(clone.code, clone.err).toBe(0);
  });

  it('are listed in pages by number and by key', async () => {
    await using gitlab = await testGitLab();
    for (const path of ['p1', 'p2', 'p3']) await create(gitlab, { path });
    const second = await gitlab.ask(
      'GET',
      '/api/v4/projects?order_by=id&sort=asc&per_page=2&page=2&simple=true',
    );
    expect((second.json as { path: string }[]).map((one) => one.path)).toEqual(['p3']);
    expect(second.headers).toMatchObject({
      'x-page': '2',
      'x-prev-page': '1',
      'x-next-page': '',
      'x-total': '3',
      'x-total-pages': '2',
    });
    expect(second.headers['link']).toContain('rel="prev"');
    const seen: string[] = [];
    let next: string | undefined =
      '/api/v4/projects?pagination=keyset&order_by=id&sort=asc&per_page=2';
    while (next !== undefined) {
      const answer: Answer = await gitlab.ask('GET', next);
      seen.push(...(answer.json as { path: string }[]).map((one) => one.path));
      next = /<([^>]+)>; rel="next"/
        .exec(answer.headers['link'] ?? '')?.[1]
        ?.slice(gitlab.url.length);
    }
    expect(seen).toEqual(['p1', 'p2', 'p3']);
  });
});
