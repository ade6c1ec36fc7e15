import { type GitLabContext } from '../exchange';
import { type Dispatch } from '../http/dispatch';

export function answerGit(_context: GitLabContext): Dispatch['elsewhere'] {
  return async () => false;
}
