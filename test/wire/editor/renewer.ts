/** A window's extension host, as far as signing in to GitLab goes: a process of its own that asks who it is. */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createHash, randomUUID } from 'node:crypto';
import { betweenWindows } from '../../../src/app/betweenWindows';
import { Emitter } from '../../../src/base/event';
import { Secret } from '../../../src/base/secret';
import { never, wait } from '../../../src/base/wait';
import { openAccount } from '../../../src/gitlab/openAccount';
import { GitLabAccounts } from '../../../src/stores/gitlabAccounts';
import { type SecretVault } from '../../../src/stores/vault';

export interface RenewerTask {
  readonly url: string;
  readonly username: string;
  readonly ca: string;
  readonly folder: string;
  /** How long it takes until what another window stored is seen, ms. */
  readonly lateMs: number;
}

/** Files that all windows share; what others write is seen late, as in the editor. */
export function fileVault(folder: string, lateMs: number): SecretVault {
  const own = new Map<string, string>();
  const path = (key: string): string =>
    join(folder, createHash('sha256').update(key).digest('hex').slice(0, 32));
  const read = async (key: string): Promise<string | undefined> =>
    readFile(path(key), 'utf8').catch(() => undefined);
  const seen = new Map<string, { text: string | undefined; since: number }>();
  return {
    onDidChange: new Emitter<string>().event,
    async get(key) {
      const now = await read(key);
      const last = seen.get(key);
      if (!last || last.text === undefined || own.get(key) === now) {
        seen.set(key, { text: now, since: Date.now() });
      } else if (last.text !== now) {
        // Somebody else's: it comes through after a while.
        if (last.since >= 0) seen.set(key, { text: last.text, since: -Date.now() - lateMs });
        else if (Date.now() > -last.since) seen.set(key, { text: now, since: Date.now() });
      }
      const text = seen.get(key)?.text;
      return text === undefined ? undefined : new Secret(text);
    },
    async set(key, value) {
      await mkdir(folder, { recursive: true });
      const draft = `${path(key)}.${randomUUID()}`;
      await writeFile(draft, value.reveal(), { mode: 0o600 });
      await rename(draft, path(key));
      own.set(key, value.reveal());
      seen.set(key, { text: value.reveal(), since: Date.now() });
    },
    delete: (key) => rm(path(key), { force: true }),
  };
}

export function renewerAccounts({ ca, folder, lateMs }: Omit<RenewerTask, 'url' | 'username'>) {
  return new GitLabAccounts(
    fileVault(join(folder, 'vault'), lateMs),
    (url, kept) => Promise.resolve(openAccount({ baseUrl: url, ca }, kept)),
    betweenWindows(join(folder, 'locks')),
  );
}

async function main(task: RenewerTask): Promise<void> {
  const account = await renewerAccounts(task).open(task.url, task.username);
  // Both have seen the old tokens before either renews them.
  await account.token(never).catch(() => undefined);
  await wait(1, never);
  const names = await Promise.all([1, 2].map(() => account.gitlab.account.user(never)));
  account.gitlab.dispose();
  process.stdout.write(names.map(({ username }) => username).join(' '));
}

const task = process.argv[2];
if (task !== undefined) void main(JSON.parse(task) as RenewerTask);
