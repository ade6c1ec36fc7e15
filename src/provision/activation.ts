import { AppError } from '../base/errors';
import { waitFor } from '../base/wait';
import { type GitLabInstanceId } from '../model/ids';
import { type Step } from './step';

export interface ActivationTools {
  /** Whether somebody is signed in to this GitLab with a token that works. */
  readonly signedIn: (url: string, signal: AbortSignal) => Promise<boolean>;
  /** Nobody can set a password in a GitLab that does not run. */
  readonly isStopped?: (id: GitLabInstanceId, signal: AbortSignal) => Promise<boolean>;
  readonly adminEmail: string;
  readonly lookMs: number;
}

/**
 * The one step that a person has to do: GitLab mails a link to set the first password, and no API can do it.
 * Parks until a token for the new instance works.
 */
export function activationStep(tools: ActivationTools): Step {
  return {
    id: 'activation',
    title: 'Activate GitLab',
    after: ['gitlab'],
    expectedMs: 120_000,
    async run(context, signal) {
      const { id, url = '' } = context.outputs('gitlab');
      // Whoever stopped everything while this waited resumes with a GitLab that is off.
      if (id && (await tools.isStopped?.(id as GitLabInstanceId, signal))) {
        throw new AppError(
          'conflict',
          'GitLab is stopped, so nobody can set a password there. Start it, then resume.',
          { fix: 'resume' },
        );
      }
      context.report({
        text: `Open the link that GitLab mailed to ${tools.adminEmail}, set a password, then sign in here.`,
        needsYou: true,
      });
      await waitFor(
        async (inner) => ((await tools.signedIn(url, inner)) ? true : undefined),
        tools.lookMs,
        signal,
      );
    },
  };
}
