import { unregisterRunners } from '../provision/bringRunner';
import { type KnownRunners, ownRunners } from '../provision/ownRunners';
import { type Runners } from '../provision/runners';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

/** The runners of the chosen project that were installed on the machine from here. */
export function runnersOf(session: GitLabSessionStore, known: KnownRunners): Runners {
  return {
    async of(machine, signal) {
      const projectPath = session.current?.projectPath;
      if (projectPath === undefined) return [];
      const [gitlab, project] = [await session.client(), await session.project(signal)];
      const recorded = known.of(machine, gitlab.baseUrl);
      const runners = await ownRunners(gitlab.setup, project.id, machine, recorded, signal);
      return runners.map(({ id }) => ({ id: String(id), where: projectPath }));
    },
    async unregister(machine, signal) {
      if (session.current?.projectPath === undefined) return 0;
      const [gitlab, project] = [await session.client(), await session.project(signal)];
      return unregisterRunners({ gitlab, project, known }, machine, signal);
    },
  };
}
