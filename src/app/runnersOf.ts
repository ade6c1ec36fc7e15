import { isAppError } from '../base/errors';
import { type Runner } from '../model/setup';
import { type Runners } from '../provision/runners';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';
import { type InstalledRunners } from '../stores/installedRunners';

/**
 * The runners of the chosen project that were installed on the machine from here. The name alone is not enough:
 * others may have a machine of the same name.
 */
export function runnersOf(session: GitLabSessionStore, installed: InstalledRunners): Runners {
  const find = async (machine: string, signal: AbortSignal): Promise<Runner[]> => {
    const { url, projectPath } = session.current ?? {};
    const known = url === undefined ? [] : installed.of(machine, url);
    if (known.length === 0 || projectPath === undefined) return [];
    const [gitlab, project] = [await session.client(), await session.project(signal)];
    const all = await gitlab.setup.runners(project.id, signal);
    return all.filter((runner) => known.includes(runner.id));
  };
  return {
    async of(machine, signal) {
      const runners = await find(machine, signal);
      const where = session.current?.projectPath ?? '';
      return runners.map(({ id }) => ({ id: String(id), where }));
    },
    async unregister(machine, signal) {
      const { setup } = await session.client();
      const runners = await find(machine, signal);
      for (const { id } of runners) {
        await setup.deleteRunner(id, signal).catch((error: unknown) => {
          if (!isAppError(error, 'not-found')) throw error;
        });
      }
      const { url } = session.current ?? {};
      if (url !== undefined) await installed.forget(machine, url);
      return runners.length;
    },
  };
}
