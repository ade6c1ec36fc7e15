import { type Host } from '../host/host';
import { type Project } from '../model/project';
import { type GitLabSessionStore } from '../stores/gitlabSessionStore';

const filesShown = 30;

/** What changed between the commits of two runs, in the editor's own diff. */
export function createCodeDiff(host: Host, gitlab: GitLabSessionStore) {
  return async (project: Project, from: string, to: string, signal: AbortSignal): Promise<void> => {
    if (from === to) {
      host.ui.tell(`Both runs were trained from commit ${from.slice(0, 8)}: the code is the same.`);
      return;
    }
    const client = await gitlab.client();
    const { changes } = await client.repository.compare(project.id, from, to, signal);
    if (changes.length === 0) {
      host.ui.tell('The two commits have the same files.');
      return;
    }
    const text = async (path: string, ref: string): Promise<string> => {
      const file = await client.repository.file(project.id, path, ref, signal);
      return file ? Buffer.from(file.content).toString('utf8') : '';
    };
    const files = await Promise.all(
      changes.slice(0, filesShown).map(async (change) => ({
        path: change.newPath,
        left: change.kind === 'added' ? '' : await text(change.oldPath, from),
        right: change.kind === 'deleted' ? '' : await text(change.newPath, to),
      })),
    );
    await host.workspace.openChanges(`${from.slice(0, 8)} ↔ ${to.slice(0, 8)}`, files);
  };
}
