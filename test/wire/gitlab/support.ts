import { fileURLToPath } from 'node:url';
import { Secret } from '../../../src/base/secret';
import { createGitLab, type GitLabOptions } from '../../../src/gitlab/gitlab';
import { type RequestRecord } from '../../../src/gitlab/http/http';
import { type GitLab } from '../../../src/model/ports/gitlab';
import { issueToken, mint } from '../../../src/sandbox/gitlab/access/tokens';
import { type GitLabOptions as ServerOptions } from '../../../src/sandbox/gitlab/server';
import { removeCertificates, type TestGitLab, testGitLab } from '../sandbox-gitlab/support';

export { removeCertificates };

export interface Connected extends AsyncDisposable {
  readonly server: TestGitLab;
  readonly gitlab: GitLab;
  /** Every request the adapter sent, oldest first. */
  readonly sent: RequestRecord[];
  /** Another adapter on the same server. */
  connect(options?: Partial<GitLabOptions>): GitLab;
}

/** Quick repeats, so that tests of faults take milliseconds. */
export const quickRetry = {
  tries: 3,
  firstDelayMs: 5,
  maxDelayMs: 20,
  maxRetryAfterMs: 2_000,
  kinds: ['unreachable', 'rate-limited'],
} as const;

/** A simulated GitLab with the sample project, and the adapter signed in as anna. */
export async function connected(
  server: Partial<ServerOptions> = {},
  options: Partial<GitLabOptions> = {},
): Promise<Connected> {
  const started = await testGitLab({ seedProjectFolder: sample, ...server });
  const sent: RequestRecord[] = [];
  const made: GitLab[] = [];
  const connect = (more: Partial<GitLabOptions> = {}): GitLab => {
    const gitlab = createGitLab({
      baseUrl: started.url,
      ca: started.ca,
      token: fixed(annas(started)),
      retry: quickRetry,
      onRequest: (record) => sent.push(record),
      followPace: { shortestMs: 20, longestMs: 100 },
      importPollMs: 20,
      ...options,
      ...more,
    });
    made.push(gitlab);
    return gitlab;
  };
  return {
    server: started,
    gitlab: connect(),
    sent,
    connect,
    async [Symbol.asyncDispose]() {
      for (const gitlab of made) gitlab.dispose();
      await started[Symbol.asyncDispose]();
      const [crash] = started.context.crashes;
      if (crash !== undefined) throw new Error('the simulated GitLab crashed', { cause: crash });
    },
  };
}

export function fixed(token: Secret | undefined) {
  return { current: () => Promise.resolve(token) };
}

export function annas(server: TestGitLab): Secret {
  const token = server.tokens['anna'];
  if (!token) throw new Error('anna has no token');
  return token;
}

/** Another personal token of anna, with the scopes it should have. */
export function tokenWith(server: TestGitLab, name: string, scopes: string[]): Secret {
  const anna = server.world.tables.users.find((user) => user.username === 'anna');
  if (!anna) throw new Error('there is no anna');
  const text = mint('glpat-');
  issueToken(server.context, text, { kind: 'personal', userId: anna.id, name, scopes });
  return new Secret(text);
}

/** The project that comes with the server. */
export const samplePath = 'mlops/credit-scoring';

const sample = fileURLToPath(new URL('../../../sample', import.meta.url));
