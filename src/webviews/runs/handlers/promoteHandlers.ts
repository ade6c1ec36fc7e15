import { isAppError } from '../../../base/errors';
import { type ModelId, type RunId } from '../../../model/ids';
import { type Project } from '../../../model/project';
import { dataOf, repositoryPath } from '../../../model/dataOf';
import { type CardSource, modelCard } from '../../../model/modelCard';
import { type GitLab } from '../../../model/ports/gitlab';
import { suggestByChange } from '../../../model/registry/changeKind';
import { promotionWays } from '../../../model/registry/promotionWays';
import { type Model } from '../../../model/registry';
import { commitOf } from '../../../model/run';
import { compareVersions, suggestVersions } from '../../../model/semver';
import { type GitLabSessionStore } from '../../../stores/gitlabSessionStore';
import { type ProjectStores } from '../../../stores/projectStores';
import { promoteCopy } from '../../../stores/promoteCopy';
import { sessionAt } from '../../../stores/registryPlace';
import { isOfAnotherExperiment, promote, promoteRun } from '../../../stores/promotion';
import { type Handlers } from '../../ipc/contract';
import { type promoteContract } from '../contract/promoteContract';
import { type RunSource, type SourceRun } from './source';

export interface PromoteActions {
  readonly showMarkdown: (title: string, text: string) => Promise<void>;
  readonly showModel: (id: ModelId, of?: Project) => Promise<void>;
  /** Long work with a notification that can cancel it. */
  readonly progress: <T>(
    title: string,
    run: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

export function promoteHandlers(
  source: RunSource,
  session: GitLabSessionStore,
  stores: ProjectStores,
  actions: PromoteActions,
): Handlers<typeof promoteContract> {
  /** Where the models live that versions were made of here. */
  const homes = new Map<string, Project>();
  /** Addresses of servers that were seen to take only runs of the model's own experiment; none tells so by itself. */
  const limited = new Set<string>();
  const learn = async (error: unknown): Promise<never> => {
    if (isOfAnotherExperiment(error)) limited.add((await session.client()).baseUrl);
    throw error;
  };
  /** A version is made in the project where its run lives. */
  const at = (run: RunId): Pick<GitLabSessionStore, 'client' | 'project'> =>
    sessionAt(session, source.run(run).project);
  return {
    models: async ({ run }, signal) => {
      const { project } = source.run(run);
      const gitlab = await session.client();
      return (await gitlab.registry.models(project, signal)).map(({ id, name, latestVersion }) => ({
        id,
        name,
        latestVersion,
      }));
    },
    versions: async ({ run, model }, signal) => {
      const versions =
        model === undefined
          ? []
          : await (await session.client()).registry.versions(model as ModelId, signal);
      const taken = versions.map((one) => one.version);
      const latest = [...versions].sort((a, b) => compareVersions(b.version, a.version))[0];
      return {
        taken,
        suggested: suggestVersions(taken),
        preferred: suggestByChange(
          taken,
          latest && knownRun(source, latest.run.id),
          source.run(run).run,
        ),
      };
    },
    ways: async ({ run, model }, signal) => {
      const gitlab = await session.client();
      return promotionWays({
        features: await gitlab.features(signal),
        experiment: source.run(run).experiment,
        model,
        refusedBefore: limited.has(gitlab.baseUrl),
      });
    },
    card: async ({ run }, signal) => {
      const entry = source.run(run);
      const gitlab = await session.client();
      return modelCard({
        run: entry.run,
        experiment: entry.experiment,
        projectUrl: entry.project.webUrl,
        dataEntry: await dataEntry(gitlab, entry, signal),
      });
    },
    previewCard: ({ title, card }) => actions.showMarkdown(title, card),
    showModel: ({ model }) => actions.showModel(model as ModelId, homes.get(model)),
    promote: async ({ run, model: wanted, version, description, way }, signal) => {
      const { project } = source.run(run);
      const model =
        wanted.kind === 'new' ? wanted : { kind: 'existing' as const, id: wanted.id as ModelId };
      const made =
        way === 'move'
          ? await promoteRun(
              at(run),
              stores,
              { runId: run, model, version, description },
              signal,
            ).catch(learn)
          : await actions.progress(`Promoting a copy as ${version}…`, (report, stop) => {
              const either = AbortSignal.any([signal, stop]);
              return promote(
                at(run),
                stores,
                { model, version },
                either,
                ({ gitlab, project }, { id: modelId }: Model) =>
                  promoteCopy(
                    gitlab,
                    project,
                    {
                      run: source.run(run).run,
                      points: (metric) => source.points(run, metric, either),
                      modelId,
                      version,
                      description,
                    },
                    report,
                    either,
                  ),
              );
            });
      void source.refresh();
      homes.set(made.model.id, project);
      return { id: made.model.id, model: made.model.name, version: made.version.version };
    },
  };
}

/** Where the data stands in the repository, when it does. */
async function dataEntry(
  gitlab: GitLab,
  { run, project }: SourceRun,
  signal: AbortSignal,
): Promise<CardSource['dataEntry']> {
  const { source } = dataOf(run);
  const path = source === undefined ? undefined : repositoryPath(source);
  const commit = commitOf(run);
  if (path === undefined || commit === undefined) return undefined;
  try {
    const kind = await gitlab.repository.entry(project.id, path, commit, signal);
    return kind && { path, kind };
  } catch (error) {
    // A card without this link is a card all the same.
    if (!isAppError(error) || error.kind === 'cancelled') throw error;
    return undefined;
  }
}

/** The run behind the latest version, when this page shows it. */
function knownRun(source: RunSource, id: RunId) {
  try {
    return source.run(id).run;
  } catch {
    return undefined;
  }
}
