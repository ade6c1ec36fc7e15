import { afterAll, describe, expect, it } from 'vitest';
import { person, sample, withSample } from './sample';
import { removeCertificates, type Answer, type TestGitLab } from './support';

afterAll(removeCertificates);

async function commit(gitlab: TestGitLab, branch: string, content: string): Promise<void> {
  const exists = await gitlab.ask('GET', `${sample}/repository/branches/${branch}`);
  const answer = await gitlab.ask('POST', `${sample}/repository/commits`, {
    json: {
      branch,
      ...(exists.status === 404 ? { start_branch: 'main' } : {}),
      commit_message: `Say ${content}`,
      actions: [{ action: 'update', file_path: 'src/train.py', content }],
    },
  });
  expect(answer.status).toBe(201);
}

const open = (gitlab: TestGitLab, source: string, more: object = {}): Promise<Answer> =>
  gitlab.ask('POST', `${sample}/merge_requests`, {
    json: { source_branch: source, target_branch: 'main', title: `Merge ${source}`, ...more },
  });

describe('merge requests', () => {
  it('open once for a pair of branches, and merge with real git', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    await commit(gitlab, 'exp', 'RANDOM_SEED = 2\n');
    const first = await open(gitlab, 'exp');
    expect(first).toMatchObject({
      status: 201,
      json: { iid: 1, detailed_merge_status: 'preparing' },
    });
    expect(await open(gitlab, 'exp')).toMatchObject({
      status: 409,
      json: { message: ['Another open merge request already exists for this source branch: !1'] },
    });
    const read = (await gitlab.ask('GET', `${sample}/merge_requests/1`)).json as {
      sha: string;
      diff_refs: { base_sha: string; head_sha: string };
    };
    expect(read).toMatchObject({
      detailed_merge_status: 'mergeable',
      changes_count: '1',
      head_pipeline: null,
    });
    expect(read.diff_refs.head_sha).toBe(read.sha);
    const changes = await gitlab.ask('GET', `${sample}/merge_requests/1/diffs`);
    expect(changes.json).toMatchObject([{ new_path: 'src/train.py', renamed_file: false }]);
    const merge = (json: object): Promise<Answer> =>
      gitlab.ask('PUT', `${sample}/merge_requests/1/merge`, { json });
    expect(await merge({ sha: '0'.repeat(40) })).toMatchObject({
      status: 409,
      json: { message: `SHA does not match HEAD of source branch: ${read.sha}` },
    });
    const developer = await person(gitlab, 'dora', 30);
    const denied = await gitlab.ask('PUT', `${sample}/merge_requests/1/merge`, {
      token: developer,
      json: {},
    });
    expect([denied.status, denied.json]).toEqual([401, { message: '401 Unauthorized' }]);
    expect(await merge({ sha: read.sha, should_remove_source_branch: true })).toMatchObject({
      status: 200,
      json: { state: 'merged', merged_by: { username: 'anna' } },
    });
    const raw = await gitlab.ask('GET', `${sample}/repository/files/src%2Ftrain.py/raw?ref=main`);
    expect(raw.text).toBe('RANDOM_SEED = 2\n');
    expect((await gitlab.ask('GET', `${sample}/repository/branches/exp`)).status).toBe(404);
    expect((await merge({})).status).toBe(405);
    const [last] = (await gitlab.ask('GET', `${sample}/repository/commits?per_page=1`)).json as {
      message: string;
      parent_ids: string[];
    }[];
    expect(last).toMatchObject({ title: "Merge branch 'exp' into 'main'" });
    expect(last?.parent_ids).toHaveLength(2);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('tell why they cannot be merged', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    await commit(gitlab, 'left', 'RANDOM_SEED = 3\n');
    await open(gitlab, 'left');
    await open(gitlab, 'left', { target_branch: 'main', source_branch: 'left' });
    await commit(gitlab, 'main', 'RANDOM_SEED = 4\n');
    expect(await gitlab.ask('GET', `${sample}/merge_requests/1`)).toMatchObject({
      json: {
        detailed_merge_status: 'conflict',
        has_conflicts: true,
        merge_status: 'cannot_be_merged',
      },
    });
    expect(await gitlab.ask('PUT', `${sample}/merge_requests/1/merge`)).toMatchObject({
      status: 422,
    });
    await gitlab.ask('POST', `${sample}/repository/branches`, {
      json: { branch: 'same', ref: 'main' },
    });
    await open(gitlab, 'same', { title: 'Draft: nothing yet' });
    expect(await gitlab.ask('GET', `${sample}/merge_requests/2`)).toMatchObject({
      json: { draft: true, detailed_merge_status: 'draft_status' },
    });
    await gitlab.ask('PUT', `${sample}/merge_requests/2`, { json: { title: 'Nothing yet' } });
    expect(await gitlab.ask('GET', `${sample}/merge_requests/2`)).toMatchObject({
      json: { draft: false, detailed_merge_status: 'commits_status' },
    });
    await gitlab.ask('PUT', `${sample}/merge_requests/2`, { json: { state_event: 'close' } });
    const opened = await gitlab.ask(
      'GET',
      `${sample}/merge_requests?state=opened&source_branch=left`,
    );
    expect(opened.json).toMatchObject([{ iid: 1, state: 'opened' }]);
    expect(await gitlab.ask('PUT', `${sample}/merge_requests/2/merge`)).toMatchObject({
      status: 405,
    });
  });

  it('wait for their pipeline when asked to, and keep the source branch’s commit in mind', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    await gitlab.ask('POST', `${sample}/repository/commits`, {
      json: {
        branch: 'exp',
        start_branch: 'main',
        commit_message: 'Add CI',
        actions: [
          { action: 'create', file_path: '.gitlab-ci.yml', content: 'job: { script: [echo] }' },
        ],
      },
    });
    await open(gitlab, 'exp', { squash: true });
    await expect.poll(() => gitlab.world.tables.jobs.length).toBe(1);
    const merge = await gitlab.ask('PUT', `${sample}/merge_requests/1/merge`, {
      json: { auto_merge: true },
    });
    expect(merge).toMatchObject({
      status: 200,
      json: {
        state: 'opened',
        merge_when_pipeline_succeeds: true,
        head_pipeline: { status: 'pending' },
      },
    });
    const job = gitlab.world.tables.jobs[0]!;
    job.status = 'success';
    await expect
      .poll(async () => (await gitlab.ask('GET', `${sample}/merge_requests/1`)).json, {
        timeout: 5_000,
      })
      .toMatchObject({ state: 'merged', merged_by: { username: 'anna' }, squash: true });
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('carry comments', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    await commit(gitlab, 'exp', 'RANDOM_SEED = 2\n');
    await open(gitlab, 'exp');
    await gitlab.ask('POST', `${sample}/merge_requests/1/notes`, {
      json: { body: 'Better <b>AUC</b>' },
    });
    const notes = await gitlab.ask('GET', `${sample}/merge_requests/1/notes`);
    expect(notes.json).toMatchObject([{ body: 'Better <b>AUC</b>', author: { username: 'anna' } }]);
    expect(
      await gitlab.ask('POST', `${sample}/merge_requests/1/notes`, { json: {} }),
    ).toMatchObject({
      status: 400,
      json: { error: 'body is missing' },
    });
  });
});
