import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { addUser } from '../../../src/sandbox/gitlab/seed';
import { type Push } from '../../../src/sandbox/gitlab/exchange';
import { git } from './git';
import { withSample } from './sample';
import { removeCertificates } from './support';

afterAll(removeCertificates);

const path = '/mlops/credit-scoring.git';

describe('git over HTTP', () => {
  it('clones a public project without credentials, with every protocol version', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    for (const version of ['0', '2']) {
      const target = join(temp.path, `clone${version}`);
      const run = await git(gitlab, [
        '-c',
        `protocol.version=${version}`,
        'clone',
        gitlab.url + path,
        target,
      ]);
      expect(run.code, run.err).toBe(0);
      expect(await readFile(join(target, 'src/train.py'), 'utf8')).toBe('RANDOM_SEED = 1\n');
    }
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('takes a push, announces it once, and offers a merge request', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    const pushes: Push[] = [];
    gitlab.context.onDidPush((push) => pushes.push(push));
    const clone = join(temp.path, 'clone');
    const token = gitlab.tokens['anna']!.reveal();
    await git(gitlab, ['clone', gitlab.url + path, clone]);
    await git(gitlab, ['switch', '-c', 'mlops-experiment-1'], { cwd: clone });
    await writeFile(join(clone, 'big.bin'), Buffer.alloc(3_000_000, 'abcdefghij'));
    await git(gitlab, ['add', '.'], { cwd: clone });
    await git(gitlab, ['commit', '-m', 'Change it'], { cwd: clone });
    const refused = await git(gitlab, ['push', 'origin', 'HEAD'], { cwd: clone });
    expect(refused.code).not.toBe(0);
    const run = await git(gitlab, ['push', '-o', 'ci.skip', 'origin', 'HEAD'], {
      cwd: clone,
      token,
    });
    expect(run.code, run.err).toBe(0);
    expect(run.err).toContain('To create a merge request for mlops-experiment-1, visit:');
    const head = (await git(gitlab, ['rev-parse', 'HEAD'], { cwd: clone })).out.trim();
    expect(
      pushes.map((push) => [push.ref, push.before, push.after, push.user.username, push.options]),
    ).toEqual([['refs/heads/mlops-experiment-1', '0'.repeat(40), head, 'anna', ['ci.skip']]]);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('refuses a forced push to a protected branch, and a Developer’s push to it', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    const clone = join(temp.path, 'clone');
    const token = gitlab.tokens['anna']!.reveal();
    await git(gitlab, ['clone', gitlab.url + path, clone]);
    await git(gitlab, ['commit', '--amend', '-m', 'Other history'], { cwd: clone });
    const forced = await git(gitlab, ['push', '--force', 'origin', 'main'], { cwd: clone, token });
    expect(forced.err).toContain('not allowed to force push code to a protected branch');
    expect(forced.err).toContain('(pre-receive hook declined)');

    const developer = mint('glpat-');
    const bob = await addUser(gitlab.context, 'bob', 'Bob', undefined);
    issueToken(gitlab.context, developer, {
      kind: 'personal',
      userId: bob.id,
      name: 'b',
      scopes: ['api'],
    });
    const stranger = await git(gitlab, ['push', 'origin', 'HEAD:x'], {
      cwd: clone,
      token: developer,
    });
    expect(stranger.err).toContain('You are not allowed to push code to this project.');
    const project = gitlab.world.tables.projects[0]!;
    gitlab.world.tables.members.push({
      userId: bob.id,
      source: { kind: 'project', id: project.id },
      accessLevel: 30,
    });
    await git(gitlab, ['reset', '--hard', 'origin/main'], { cwd: clone });
    await git(gitlab, ['commit', '--allow-empty', '-m', 'More'], { cwd: clone });
    const plain = await git(gitlab, ['push', 'origin', 'main'], { cwd: clone, token: developer });
    expect(plain.err).toContain('not allowed to push code to protected branches');
    const own = await git(gitlab, ['push', 'origin', 'HEAD:feature'], {
      cwd: clone,
      token: developer,
    });
    expect(own.code, own.err).toBe(0);
  });

  it('hides private projects, and asks for the right scope', async () => {
    await using world = await withSample();
    const { gitlab, temp } = world;
    gitlab.world.tables.projects[0]!.visibility = 'private';
    const anna = gitlab.world.tables.users[0]!;
    const limited = mint('glpat-');
    issueToken(gitlab.context, limited, {
      kind: 'personal',
      userId: anna.id,
      name: 'l',
      scopes: ['read_repository'],
    });
    const clone = join(temp.path, 'clone');
    expect((await git(gitlab, ['clone', gitlab.url + path, clone])).code).not.toBe(0);
    expect(gitlab.calls.all.at(-1)).toMatchObject({ status: 401 });
    expect((await git(gitlab, ['clone', gitlab.url + path, clone], { token: limited })).code).toBe(
      0,
    );
    const push = await git(gitlab, ['push', 'origin', 'HEAD:y'], { cwd: clone, token: limited });
    expect(push.err).toContain('You are not allowed to upload code.');
    const wrong = await gitlab.ask('GET', `${path}/info/refs?service=git-upload-pack`, {
      token: null,
      headers: { Authorization: `Basic ${Buffer.from('oauth2:glpat-wrong').toString('base64')}` },
    });
    expect([wrong.status, wrong.headers['www-authenticate']]).toEqual([
      401,
      'Basic realm="GitLab"',
    ]);
    expect(wrong.text).toContain('HTTP Basic: Access denied.');
  });
});
