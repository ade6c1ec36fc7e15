import { type ModelId } from '../../../model/ids';
import { modelCard } from '../../../model/modelCard';
import { suggestVersions } from '../../../model/semver';
import { type GitLabSessionStore } from '../../../stores/gitlabSessionStore';
import { type ProjectStores } from '../../../stores/projectStores';
import { promoteRun } from '../../../stores/promotion';
import { type Handlers } from '../../ipc/contract';
import { type promoteContract } from '../contract/promoteContract';
import { type RunSource } from './source';

export function promoteHandlers(
  source: RunSource,
  session: GitLabSessionStore,
  stores: ProjectStores,
): Handlers<typeof promoteContract> {
  return {
    versions: async ({ model }, signal) => {
      if (model === undefined) return { taken: [], suggested: suggestVersions([]) };
      const gitlab = await session.client();
      const taken = (await gitlab.registry.versions(model as ModelId, signal)).map(
        (version) => version.version,
      );
      return { taken, suggested: suggestVersions(taken) };
    },
    card: async ({ run }, signal) => {
      const entry = source.run(run);
      const project = await session.project(signal);
      return modelCard({
        run: entry.run,
        experiment: entry.experiment,
        projectUrl: project.webUrl,
      });
    },
    promote: async ({ run, model, version, description }, signal) => {
      const made = await promoteRun(
        session,
        stores,
        {
          runId: run,
          model: model.kind === 'new' ? model : { kind: 'existing', id: model.id as ModelId },
          version,
          description,
        },
        signal,
      );
      void source.refresh();
      return { model: made.model.name, version: made.version.version };
    },
  };
}
