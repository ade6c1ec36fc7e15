import { createHash, randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Faults } from './faults';
import { addUser } from './gitlab/seed';
import { type SandboxGitLab, startGitLab } from './gitlab/server';
import {
  type Clock,
  type GitLabHost,
  type GitLabSpec,
  type Mailer,
  type RunningGitLab,
  type TlsFiles,
} from './ports';

export interface GitLabHostOptions {
  /** Every GitLab has a folder of its own in it. */
  readonly folder: string;
  readonly tls: TlsFiles;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly mail: Mailer;
}

/** Gives every managed GitLab instance of the cloud a simulated GitLab, whose first admin gets a letter. */
export function createGitLabHost(options: GitLabHostOptions): GitLabHost & AsyncDisposable {
  const running = new Map<string, SandboxGitLab>();
  const folderOf = (id: string): string => join(options.folder, id);

  async function start(id: string): Promise<SandboxGitLab> {
    const known = running.get(id);
    if (known) return known;
    const { tls, faults, clock, mail } = options;
    const gitlab = await startGitLab({
      folder: folderOf(id),
      tls,
      faults,
      clock,
      mail,
      seed: 'empty',
    });
    running.set(id, gitlab);
    return gitlab;
  }

  async function stop(id: string): Promise<void> {
    const gitlab = running.get(id);
    running.delete(id);
    await gitlab?.[Symbol.asyncDispose]();
  }

  return {
    async create(spec) {
      const gitlab = await start(spec.id);
      await addAdmin(gitlab, spec, options.mail);
      return describe(gitlab);
    },
    start: async (id) => describe(await start(id)),
    stop,
    async remove(id) {
      await stop(id);
      await rm(folderOf(id), { recursive: true, force: true, maxRetries: 3 });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...running.keys()].map(stop));
    },
  };
}

function describe(gitlab: SandboxGitLab): RunningGitLab {
  return { domain: gitlab.url.replace(/^https:\/\//, ''), version: gitlab.context.version };
}

/** Nobody can sign in before the link of the letter was used to set a password. */
async function addAdmin(gitlab: SandboxGitLab, spec: GitLabSpec, mail: Mailer): Promise<void> {
  if (gitlab.world.tables.users.some((user) => user.username === spec.adminLogin)) return;
  const token = randomBytes(15).toString('base64url');
  await addUser(gitlab.context, spec.adminLogin, spec.adminLogin, undefined, {
    email: spec.adminEmail,
    admin: true,
    activationDigest: createHash('sha256').update(token).digest('hex'),
  });
  mail({
    to: spec.adminEmail,
    subject: `Your GitLab instance ${spec.name} is ready`,
    text: [
      `The GitLab instance ${spec.name} was created.`,
      `Login: ${spec.adminLogin}`,
      `Set your password: ${gitlab.url}/users/password/edit?reset_password_token=${token}`,
    ].join('\n'),
  });
}
