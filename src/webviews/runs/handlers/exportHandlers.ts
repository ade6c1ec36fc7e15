import { AppError } from '../../../base/errors';
import { comparisonMarkdown } from '../../../model/export/comparisonMarkdown';
import { branchOf } from '../../../model/run';
import { safeSegments } from '../../../model/safePath';
import { type Handlers } from '../../ipc/contract';
import { type exportContract } from '../contract/exportContract';
import { type PictureActions } from './pictureHandlers';
import { type RunServer, type RunSource } from './source';

export interface ExportActions extends PictureActions {
  readonly showMarkdown: (title: string, text: string) => Promise<void>;
  readonly confirm: (question: {
    message: string;
    detail: string;
    action: string;
  }) => Promise<boolean>;
  readonly tell: (message: string, link: { label: string; url: string }) => void;
}

export function exportHandlers(
  source: RunSource,
  server: RunServer,
  actions: ExportActions,
): Handlers<typeof exportContract> {
  return {
    saveText: ({ name, extension, text }) =>
      actions.saveFile({
        name: `${safeSegments(name).join('_')}.${extension}`,
        extension,
        bytes: new TextEncoder().encode(text),
      }),
    postComparison: async ({ runs, to }, signal) => {
      const target = source.run(to);
      const branch = branchOf(target.run);
      if (branch === undefined) {
        throw new AppError(
          'not-found',
          `"${target.run.name}" does not say on which branch it was trained, so its merge request is not known.`,
        );
      }
      const gitlab = await server.client();
      const { project } = target;
      const filter = { state: 'opened', sourceBranch: branch } as const;
      const [open] = await gitlab.mergeRequests.list(project.id, filter, signal);
      if (!open) {
        throw new AppError(
          'not-found',
          `There is no open merge request for the branch "${branch}". Open one first.`,
        );
      }
      const text = comparisonMarkdown(runs.map((id) => source.run(id)));
      await actions.showMarkdown(`Comment on !${open.iid}`, text);
      const agreed = await actions.confirm({
        message: `Post this comparison to !${open.iid}?`,
        detail: `It becomes a comment on "${open.title}" that everybody sees who sees the merge request.`,
        action: 'Post Comment',
      });
      if (!agreed) return;
      const note = await gitlab.mergeRequests.addNote(project.id, open.iid, text, signal);
      actions.tell(`The comparison is a comment on !${open.iid} now.`, {
        label: 'Open in Browser',
        url: `${open.webUrl}#note_${note}`,
      });
    },
  };
}
