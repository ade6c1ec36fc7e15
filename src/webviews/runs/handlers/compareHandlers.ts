import { compareRuns } from '../../../model/compare';
import { type Handlers } from '../../ipc/contract';
import { type compareContract } from '../contract/compareContract';
import { runIsGone, type RunServer, type RunSource } from './source';

export function compareHandlers(
  source: RunSource,
  server: RunServer,
): Handlers<typeof compareContract> {
  return {
    compare: async ({ runs, baseline }) => {
      const comparison = compareRuns(
        runs.map((id) => source.run(id).run),
        baseline,
      );
      if (!comparison) throw runIsGone();
      return comparison;
    },
    artifacts: async ({ run }, signal) => {
      const { packageId } = source.run(run).run;
      if (packageId === undefined) return [];
      const [gitlab, project] = [await server.client(), await server.project(signal)];
      const files = await gitlab.packages.files(project.id, packageId, signal);
      return files.map(({ path, size }) => ({ path, size }));
    },
  };
}
