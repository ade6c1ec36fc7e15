import { afterAll, describe, expect, it } from 'vitest';
import { createClock } from '../../../src/sandbox/clock';
import { Faults } from '../../../src/sandbox/faults';
import { createGitLabHost } from '../../../src/sandbox/gitlabHost';
import { type Mail } from '../../../src/sandbox/ports';
import { tempFolder } from '../../support/tempFolder';
import { Browser } from './browser';
import { sample, withSample } from './sample';
import { ask, removeCertificates, testCertificates, type TestGitLab, testGitLab } from './support';

afterAll(removeCertificates);

const tokensPage = '/-/user_settings/personal_access_tokens';

async function signedIn(gitlab: TestGitLab): Promise<Browser> {
  const browser = new Browser(gitlab);
  await browser.signIn('anna', gitlab.passwords['anna']!.reveal());
  return browser;
}

describe('pages for people', () => {
  it('lead through the sign-in to a pre-filled token form, and show the token once', async () => {
    await using gitlab = await testGitLab();
    const browser = new Browser(gitlab);
    const asked = await browser.open(`${tokensPage}?name=%3Cb%3EMLOps&scopes=api,read_user`);
    expect(asked.text).toContain('Sign in');
    const wrong = await browser.submit('/users/sign_in', { login: 'anna', password: 'nonsense' });
    expect([wrong.status, wrong.text.includes('Invalid login or password.')]).toEqual([422, true]);
    await browser.submit('/users/sign_in', {
      login: 'anna',
      password: gitlab.passwords['anna']!.reveal(),
    });
    expect(browser.field('name')).toBe('<b>MLOps');
    expect(browser.page?.text).not.toContain('<b>MLOps');
    expect(browser.page?.text.match(/value="(\w+)"\s+checked/g)).toHaveLength(2);
    await browser.submit(tokensPage, { 'scopes[]': 'read_user' });
    const token = browser.field('created-personal-access-token');
    expect(token).toMatch(/^glpat-\w{20}$/);
    expect(await gitlab.ask('GET', '/api/v4/personal_access_tokens/self', { token })).toMatchObject(
      {
        json: { name: '<b>MLOps', scopes: ['read_user'], active: true },
      },
    );
    expect((await browser.open(tokensPage)).text).not.toContain(token);
    expect(JSON.stringify(gitlab.world.tables)).not.toContain(token);
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('refuse a form without the token of our own page, and a redirect to elsewhere', async () => {
    await using gitlab = await testGitLab();
    const browser = await signedIn(gitlab);
    const forged = await browser
      .open(tokensPage)
      .then(() => browser.submit(tokensPage, { authenticity_token: 'x', name: 'n' }));
    expect(forged.status).toBe(422);
    const other = new Browser(gitlab);
    await other.open('/users/sign_in?return_to=%2F%2Fevil.example%2F');
    const home = await other.submit('/users/sign_in', {
      login: 'anna',
      password: gitlab.passwords['anna']!.reveal(),
    });
    expect(home.text).toContain('<h1>Projects</h1>');
  });

  it('show a project, its commits and merge requests, and hide what is private', async () => {
    await using world = await withSample();
    const { gitlab } = world;
    await gitlab.ask('POST', `${sample}/repository/commits`, {
      json: {
        branch: 'exp',
        start_branch: 'main',
        commit_message: '<img src=x onerror=alert(1)>',
        actions: [{ action: 'update', file_path: 'src/train.py', content: 'RANDOM_SEED = 5\n' }],
      },
    });
    const mr = await gitlab.ask('POST', `${sample}/merge_requests`, {
      json: { source_branch: 'exp', target_branch: 'main', title: '<script>x</script>' },
    });
    const { sha } = mr.json as { sha: string };
    const visitor = new Browser(gitlab);
    for (const path of [
      '',
      '/-/tree/exp',
      `/-/commit/${sha}`,
      '/-/merge_requests/1',
      '/-/commits/exp',
      '/-/pipelines',
      '/-/ml/experiments',
      '/-/ml/models',
    ]) {
      const page = await visitor.open(`/mlops/credit-scoring${path}`);
      expect([path, page.status, /<script>|<img/.test(page.text)]).toEqual([path, 200, false]);
    }
    expect((await visitor.open('/mlops/credit-scoring/-/commit/0000')).status).toBe(404);
    gitlab.world.tables.projects[0]!.visibility = 'private';
    expect((await visitor.open('/mlops/credit-scoring')).text).toContain('<h1>Sign in</h1>');
    expect(gitlab.context.crashes).toEqual([]);
  });
});

describe('a managed instance', () => {
  it('lets nobody in before the mailed link was used, and only once', async () => {
    await using folder = await tempFolder();
    const mails: Mail[] = [];
    const tls = await testCertificates();
    await using host = createGitLabHost({
      folder: folder.path,
      tls,
      faults: new Faults(),
      clock: createClock(100),
      mail: (mail) => mails.push(mail),
    });
    const { domain } = await host.create({
      id: 'gl1',
      name: 'gitlab',
      domainPrefix: 'ml',
      adminLogin: 'boss',
      adminEmail: 'boss@example.com',
    });
    const url = `https://${domain}`;
    const target = {
      url,
      ask: (method: string, path: string, options = {}) => ask(url, tls.ca, method, path, options),
    };
    const link = /https:\S+/.exec(mails[0]!.text)?.[0] ?? '';
    const browser = new Browser(target);
    await browser.open(link.slice(url.length));
    const short = await browser.submit('/users/password', {
      password: 'short',
      password_confirmation: 'short',
    });
    expect(short.text).toContain('too short');
    const done = await browser.submit('/users/password', {
      password: 'long enough 1',
      password_confirmation: 'long enough 1',
    });
    expect(done.text).toContain('<h1>Projects</h1>');
    expect((await new Browser(target).open(link.slice(url.length))).status).toBe(422);
    await browser.open(`${tokensPage}?name=t&scopes=api`);
    await browser.submit(tokensPage, { 'scopes[]': 'api' });
    const token = browser.field('created-personal-access-token');
    await host.stop('gl1');
    await expect(target.ask('GET', '/api/v4/user', { token })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const again = await host.start('gl1');
    expect(again.domain).toBe(domain);
    expect(await target.ask('GET', '/api/v4/user', { token })).toMatchObject({
      json: { username: 'boss', is_admin: true },
    });
  });
});
