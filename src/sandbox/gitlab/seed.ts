import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord } from '../../base/record';
import { Secret } from '../../base/secret';
import { hashPassword } from './access/passwords';
import { issueToken, mint } from './access/tokens';
import { type GitLabContext } from './exchange';
import { repositoryOf } from './git/repositories';
import { commitFolder } from './git/commitFolder';
import { colleagues } from './history/plan';
import { joinGroup, writeHistory } from './history/writeHistory';
import { newProject } from './rest/newProject';
import { type User } from './world';

/** What a person knows of the demo account; everything else is kept as digests only. */
export interface Account {
  readonly token: Secret;
  readonly password: Secret;
}

export interface Seed {
  /** Files of the project; without it the group is empty. */
  readonly projectFolder: string | undefined;
  /** The project was worked on for some weeks: runs, merge requests, a model. */
  readonly history?: boolean | undefined;
}

const day = 24 * 60 * 60_000;

/** A GitLab that somebody already has: user anna, group `mlops`, and the sample as a public project. */
export async function seedExisting(
  context: GitLabContext,
  { projectFolder, history = false }: Seed,
): Promise<Account> {
  const file = join(context.folder, 'anna.json');
  const known = await readAccount(file);
  if (known !== undefined) return known;
  const account = { token: new Secret(mint('glpat-')), password: new Secret(mint('', 16)) };
  const { world } = context;
  const anna = await addUser(context, 'anna', 'Anna Petrova', account.password);
  issueToken(context, account.token.reveal(), {
    kind: 'personal',
    userId: anna.id,
    name: 'sandbox',
    scopes: ['api', 'read_user', 'read_repository', 'write_repository', 'create_runner'],
    expiresAt: Math.floor((context.now() + 365 * day) / day) * day,
  });
  const group = {
    id: world.nextId('namespaces'),
    name: 'MLOps',
    path: 'mlops',
    visibility: 'public' as const,
  };
  world.tables.groups.push(group);
  world.tables.members.push({
    userId: anna.id,
    source: { kind: 'group', id: group.id },
    accessLevel: 50,
  });
  if (projectFolder !== undefined) {
    const project = await newProject(context, anna, {
      name: 'Credit scoring',
      path: 'credit-scoring',
      namespace: { kind: 'group', id: group.id },
      visibility: 'public',
    });
    const author = { name: anna.name, email: anna.email };
    const repository = repositoryOf(context, project);
    await commitFolder(repository, projectFolder, 'main', 'Add credit scoring', author);
    project.defaultBranch = 'main';
    project.protectedBranches = ['main'];
    if (history) {
      const others = await Promise.all(
        colleagues.map(([login, name]) => addUser(context, login, name, undefined)),
      );
      joinGroup(context, group.id, others);
      await writeHistory(context, project, [anna, ...others]);
    }
  }
  world.changed();
  const { token, password } = account;
  const text = JSON.stringify({ token: token.reveal(), password: password.reveal() });
  await writeFile(file, text, { mode: 0o600 });
  return account;
}

export async function addUser(
  context: GitLabContext,
  username: string,
  name: string,
  password: Secret | undefined,
  more: Partial<User> = {},
): Promise<User> {
  const user: User = {
    id: context.world.nextId('users'),
    namespaceId: context.world.nextId('namespaces'),
    username,
    name,
    email: `${username}@example.com`,
    admin: false,
    bot: false,
    state: 'active',
    createdAt: context.now(),
    ...(password ? { password: await hashPassword(password.reveal()) } : {}),
    ...more,
  };
  context.world.tables.users.push(user);
  context.world.changed();
  return user;
}

async function readAccount(file: string): Promise<Account | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
  const value: unknown = JSON.parse(text);
  if (!isRecord(value)) return undefined;
  const { token, password } = value;
  if (typeof token !== 'string' || typeof password !== 'string') return undefined;
  return { token: new Secret(token), password: new Secret(password) };
}
