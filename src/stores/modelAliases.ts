import { AppError } from '../base/errors';
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

const attempts = 3;
const longestDescription = 10_000;

/**
 * Lets an alias name another version. GitLab keeps the last description that is written, whoever wrote it, so the model is
 * read just before and once more after; a change that somebody else overwrote meanwhile is made again on top of theirs.
 */
export async function setAlias(
  session: Session,
  request: AliasRequest,
  now: () => number,
  signal: AbortSignal,
): Promise<Model> {
  const problem = aliasProblem(request.alias);
  if (problem !== undefined) throw new AppError('invalid', problem);
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  await mustExist(session, request, signal);
  const change: AliasChange = {
    alias: request.alias,
    version: request.version,
    at: now(),
    by: session.current?.username ?? '',
  };
  let model = await gitlab.registry.model(request.model, signal);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { text, changes } = readAliases(model.description);
    const description = writeAliases({ text, changes: [...changes, change] });
    if (description.length > longestDescription) throw tooLong(model);
    await gitlab.registry.editModel(project, model, description, signal);
    model = await gitlab.registry.model(request.model, signal);
    if (readAliases(model.description).changes.some((one) => isSame(one, change))) return model;
  }
  throw new AppError(
    'conflict',
    `The alias "${request.alias}" could not be kept: somebody else edits the description of "${model.name}" at the same time. Try again.`,
    { fix: 'retry' },
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
): Promise<void> {
  const [gitlab, project] = [await session.client(), await session.project(signal)];
  const model = await gitlab.registry.model(id, signal);
  const { changes } = readAliases(model.description);
  const description = writeAliases({ text, changes });
  if (description.length > longestDescription) throw tooLong(model);
  await gitlab.registry.editModel(project, model, description, signal);
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
