import { AppError } from '../base/errors';
import { wait } from '../base/wait';
import { type ModelId } from '../model/ids';
import {
  type AliasChange,
  aliasProblem,
  currentAliases,
  previousVersion,
} from '../model/registry/aliasChanges';
import { readAliases, writeAliases } from '../model/registry/aliases';
import { type Model } from '../model/registry';
import { type GitLabSessionStore } from './gitlabSessionStore';

type Session = Pick<GitLabSessionStore, 'client' | 'project' | 'current'>;

export interface AliasRequest {
  readonly model: ModelId;
  readonly alias: string;
  /** undefined: the alias is taken away. */
  readonly version: string | undefined;
}

/** How long a change has to stand before it counts as kept: longer than somebody else's reading and writing overlaps ours. */
export interface Settling {
  readonly ms: number;
  /** 0 to 1: two who collide do not meet again. */
  readonly random: () => number;
}
const usual: Settling = { ms: 1_200, random: Math.random };

const attempts = 5;
const longestDescription = 10_000;

/**
 * Lets an alias name another version. GitLab keeps the last description that is written, whoever wrote it, and has no lock.
 * So the model is read just before, right after, and once more when others had time to write; a change that somebody
 * overwrote meanwhile is made again on top of theirs.
 */
export async function setAlias(
  session: Session,
  request: AliasRequest,
  now: () => number,
  signal: AbortSignal,
  settling = usual,
): Promise<Model> {
  const problem = aliasProblem(request.alias);
  if (problem !== undefined) throw new AppError('invalid', problem);
  await mustExist(session, request, signal);
  const change: AliasChange = {
    alias: request.alias,
    version: request.version,
    at: now(),
    by: session.current?.username ?? '',
  };
  return rewrite(
    session,
    request.model,
    {
      what: `The alias "${request.alias}"`,
      change: (description) => {
        const { text, changes } = readAliases(description);
        const others = changes.filter((one) => !isSame(one, change));
        return writeAliases({ text, changes: [...others, change] });
      },
      isThere: (description) => readAliases(description).changes.some((one) => isSame(one, change)),
    },
    settling,
    signal,
  );
}

/** Lets an alias name again what it named before. @returns the version it names now */
export async function rollBackAlias(
  session: Session,
  model: ModelId,
  alias: string,
  now: () => number,
  signal: AbortSignal,
): Promise<string> {
  const gitlab = await session.client();
  const { description } = await gitlab.registry.model(model, signal);
  const version = previousVersion(readAliases(description).changes, alias);
  if (version === undefined) {
    throw new AppError('not-found', `"${alias}" has named no other version before.`);
  }
  await setAlias(session, { model, alias, version }, now, signal);
  return version;
}

/** Changes the words of a description and leaves its aliases. */
export async function describeModel(
  session: Session,
  id: ModelId,
  text: string,
  signal: AbortSignal,
  settling = usual,
): Promise<void> {
  await rewrite(
    session,
    id,
    {
      what: 'The description',
      change: (description) => writeAliases({ text, changes: readAliases(description).changes }),
      isThere: (description) => readAliases(description).text.trim() === text.trim(),
    },
    settling,
    signal,
  );
}

/** Aliases that name a version that is about to go. */
export async function dropAliasesOf(
  session: Session,
  id: ModelId,
  version: string,
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const gitlab = await session.client();
  const { description } = await gitlab.registry.model(id, signal);
  for (const [alias, one] of currentAliases(readAliases(description).changes)) {
    if (one.version === version)
      await setAlias(session, { model: id, alias, version: undefined }, now, signal);
  }
}

interface Rewriting {
  /** Begins a sentence. */
  readonly what: string;
  readonly change: (description: string) => string;
  readonly isThere: (description: string) => boolean;
}

/** @returns the model as it stands when the change had settled */
async function rewrite(
  session: Session,
  id: ModelId,
  { what, change, isThere }: Rewriting,
  settling: Settling,
  signal: AbortSignal,
): Promise<Model> {
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  const pause = (): Promise<void> => wait(settling.ms * (1 + settling.random()), signal);
  let name = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = await gitlab.registry.model(id, signal);
    ({ name } = before);
    if (attempt === 0 || !isThere(before.description)) {
      const description = change(before.description);
      if (description.length > longestDescription) throw tooLong(before);
      await gitlab.registry.editModel(project, before, description, signal);
      if (!isThere((await gitlab.registry.model(id, signal)).description)) continue;
    }
    await pause();
    const after = await gitlab.registry.model(id, signal);
    if (isThere(after.description)) return after;
  }
  throw new AppError(
    'conflict',
    `${what} could not be kept: somebody else edits the description of "${name}" at the same time. Try again.`,
    { fix: 'retry' },
  );
}

async function mustExist(
  session: Session,
  { model, version }: AliasRequest,
  signal: AbortSignal,
): Promise<void> {
  if (version === undefined) return;
  const versions = await (await session.client()).registry.versions(model, signal);
  if (versions.some((one) => one.version === version)) return;
  throw new AppError('not-found', `Version ${version} is not there any more. Refresh the models.`);
}

function isSame(a: AliasChange, b: AliasChange): boolean {
  return a.alias === b.alias && a.version === b.version && a.at === b.at && a.by === b.by;
}

function tooLong(model: Model): AppError {
  return new AppError(
    'invalid',
    `The description of "${model.name}" has no room left for its aliases: it has at most 10,000 characters. Shorten its text.`,
  );
}
