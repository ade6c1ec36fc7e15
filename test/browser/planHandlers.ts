import { type Handlers } from '../../src/webviews/ipc/contract';
import { type planContract } from '../../src/webviews/plan/contract';

const nothing = (): Promise<void> => Promise.resolve();

/** Answers to the page of the plan by somebody who does nothing. */
export const planHandlers: Handlers<typeof planContract> = {
  refresh: nothing,
  agree: nothing,
  change: nothing,
  stopAll: nothing,
  openGitLab: nothing,
  cancel: nothing,
  resume: nothing,
  signIn: nothing,
  activate: nothing,
  destroy: nothing,
  showLog: nothing,
  exportTerraform: nothing,
  openTerraform: nothing,
  takeOver: nothing,
  takeBack: nothing,
  unlock: nothing,
  showFolder: nothing,
  copyMarkdown: nothing,
};
