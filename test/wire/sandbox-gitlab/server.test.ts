import { afterAll, describe, expect, it } from 'vitest';
import { removeCertificates, testGitLab } from './support';

afterAll(removeCertificates);

describe('a simulated GitLab', () => {
  it('knows the seeded user by token, in every place a token may stand', async () => {
    await using gitlab = await testGitLab();
    const token = gitlab.tokens['anna']!.reveal();
    const answers = await Promise.all([
      gitlab.ask('GET', '/api/v4/user'),
      gitlab.ask('GET', '/api/v4/user', {
        token: null,
        headers: { Authorization: `Bearer ${token}` },
      }),
      gitlab.ask('GET', `/api/v4/user?private_token=${token}`, { token: null }),
    ]);
    expect(answers.map((answer) => answer.json)).toEqual(
      Array(3).fill(expect.objectContaining({ username: 'anna', name: 'Anna Petrova' })),
    );
    expect(gitlab.context.crashes).toEqual([]);
  });

  it('refuses a wrong token and a call without one with GitLab’s words', async () => {
    await using gitlab = await testGitLab();
    const wrong = await gitlab.ask('GET', '/api/v4/user', { token: 'glpat-aaaaaaaaaaaaaaaaaaaa' });
    const none = await gitlab.ask('GET', '/api/v4/metadata', { token: null });
    expect([wrong.status, wrong.json, none.status, none.json]).toEqual([
      401,
      { message: '401 Unauthorized' },
      401,
      { message: '401 Unauthorized' },
    ]);
  });
});
