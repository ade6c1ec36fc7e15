import { afterAll, describe, expect, it } from 'vitest';
import { type Push } from '../../../src/sandbox/gitlab/exchange';
import { person, sample, withSample } from './sample';
import { removeCertificates } from './support';

afterAll(removeCertificates);

describe('the repository API', () => {
  it('writes several files in one commit, or nothing at all', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const pushes: Push[] = [];
    gitlab.context.onDidPush((push) => pushes.push(push));
    const commit = (actions: unknown[]): Promise<{ status: number; json: unknown }> =>
      gitlab.ask('POST', `${sample}/repository/commits`, {
        json: { branch: 'exp', start_branch: 'main', commit_message: 'Several', actions },
      });
    const bad = await commit([
      { action: 'create', file_path: 'new.txt', content: 'x' },
      { action: 'update', file_path: 'missing.txt', content: 'x' },
    ]);
    expect([bad.status, bad.json]).toEqual([
      400,
      { message: "A file with this name doesn't exist" },
    ]);
    expect((await gitlab.ask('GET', `${sample}/repository/branches/exp`)).status).toBe(404);

    const good = await commit([
      {
        action: 'create',
        file_path: 'data/new.bin',
        content: Buffer.from([0, 1, 2]).toString('base64'),
        encoding: 'base64',
      },
      { action: 'update', file_path: 'src/train.py', content: 'RANDOM_SEED = 2\n' },
      { action: 'move', file_path: 'docs/README.md', previous_path: 'README.md' },
      { action: 'create', file_path: 'run.sh', content: '#!/bin/sh\n', execute_filemode: true },
    ]);
    expect([good.status, good.json]).toEqual([
      201,
      expect.objectContaining({
        title: 'Several',
        author_name: 'Anna Petrova',
        stats: { additions: 3, deletions: 2, total: 5 },
      }),
    ]);
    const tree = await gitlab.ask('GET', `${sample}/repository/tree?ref=exp&recursive=true`);
    expect(
      (tree.json as { path: string; mode: string }[])
        .map((row) => `${row.mode} ${row.path}`)
        .sort(),
    ).toEqual([
      '040000 data',
      '040000 docs',
      '040000 src',
      '100644 data/new.bin',
      '100644 docs/README.md',
      '100644 src/train.py',
      '100755 run.sh',
    ]);
    expect(pushes.map(({ ref, before }) => [ref, before])).toEqual([
      ['refs/heads/exp', '0'.repeat(40)],
    ]);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('reads files as base64 and raw, and refuses to overwrite what changed meanwhile', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const file = `${sample}/repository/files/src%2Ftrain.py`;
    const first = (await gitlab.ask('GET', `${file}?ref=main`)).json as Record<string, string>;
    expect([
      first['file_name'],
      Buffer.from(first['content']!, 'base64').toString(),
      first['last_commit_id'],
    ]).toEqual(['train.py', 'RANDOM_SEED = 1\n', first['commit_id']]);
    const put = (content: string): Promise<{ status: number; json: unknown }> =>
      gitlab.ask('PUT', file, {
        json: {
          branch: 'main',
          commit_message: 'Edit',
          content,
          last_commit_id: first['last_commit_id'],
        },
      });
    expect((await put('RANDOM_SEED = 2\n')).status).toBe(200);
    const stale = await put('RANDOM_SEED = 3\n');
    expect([stale.status, stale.json]).toEqual([
      400,
      {
        message:
          'You are attempting to update a file that has changed since you started editing it.',
      },
    ]);
    const raw = await gitlab.ask('GET', `${file}/raw?ref=main`);
    expect([raw.text, raw.headers['x-gitlab-file-path']]).toEqual([
      'RANDOM_SEED = 2\n',
      'src/train.py',
    ]);
    const outside = await gitlab.ask('POST', `${sample}/repository/files/..%2Fx`, {
      json: { branch: 'main', commit_message: 'm', content: 'x' },
    });
    expect([outside.status, outside.json]).toEqual([
      400,
      { message: 'Path cannot include directory traversal' },
    ]);
    const missing = await gitlab.ask('GET', `${sample}/repository/files/no.txt?ref=main`);
    expect([missing.status, missing.json]).toEqual([404, { message: '404 File Not Found' }]);
  });

  it('creates, lists, compares and deletes branches', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    const create = (branch: string, ref = 'main'): Promise<{ status: number; json: unknown }> =>
      gitlab.ask('POST', `${sample}/repository/branches`, { form: { branch, ref } });
    expect((await create('a/b')).status).toBe(201);
    expect(await create('a/b')).toMatchObject({
      status: 400,
      json: { message: 'Branch already exists' },
    });
    expect(await create('c', 'nowhere')).toMatchObject({
      status: 400,
      json: { message: 'Invalid reference name: nowhere' },
    });
    expect(await create('a..b')).toMatchObject({ status: 400 });
    await gitlab.ask('PUT', `${sample}/repository/files/src%2Ftrain.py`, {
      json: { branch: 'a/b', commit_message: 'Seed', content: 'RANDOM_SEED = 7\n' },
    });
    const compare = await gitlab.ask('GET', `${sample}/repository/compare?from=main&to=a%2Fb`);
    expect(compare.json).toMatchObject({
      commits: [{ title: 'Seed' }],
      diffs: [
        { old_path: 'src/train.py', diff: '@@ -1 +1 @@\n-RANDOM_SEED = 1\n+RANDOM_SEED = 7\n' },
      ],
    });
    const listed = await gitlab.ask('GET', `${sample}/repository/branches?search=a`);
    expect(
      (listed.json as { name: string; default: boolean; protected: boolean }[]).map((b) => [
        b.name,
        b.default,
        b.protected,
      ]),
    ).toEqual([
      ['a/b', false, false],
      ['main', true, true],
    ]);
    const developer = await person(gitlab, 'dora', 30);
    const main = await gitlab.ask('PUT', `${sample}/repository/files/README.md`, {
      token: developer,
      json: { branch: 'main', commit_message: 'No', content: 'x' },
    });
    expect(main.status).toBe(403);
    expect(
      (await gitlab.ask('DELETE', `${sample}/repository/branches/a%2Fb`, { token: developer }))
        .status,
    ).toBe(204);
    expect((await gitlab.ask('GET', `${sample}/repository/branches/a%2Fb`)).status).toBe(404);
    expect(gitlab.context.crashes).toEqual([]);
  });
});
