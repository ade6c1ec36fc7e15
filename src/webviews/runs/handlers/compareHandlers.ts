import { collectValues } from '../../../model/comparison/runValues';
import { type Handlers } from '../../ipc/contract';
import { type compareContract } from '../contract/compareContract';
import { type RunServer, type RunSource } from './source';

export function compareHandlers(
  source: RunSource,
  server: RunServer,
): Handlers<typeof compareContract> {
  return {
    compare: async ({ runs }) => collectValues(runs.map((id) => source.run(id).run)),
    artifacts: async ({ run }, signal) => {
      const { packageId } = source.run(run).run;
      if (packageId === undefined) return [];
      const [gitlab, project] = [await server.client(), await server.project(signal)];
      const files = await gitlab.packages.files(project.id, packageId, signal);
      return files.map(({ path, size }) => ({ path, size }));
    },
  };
}
