import { AppError } from '../base/errors';
import { type CommandId } from './commandIds';

/**
 * Commands that change something: in the cloud, in GitLab, in the repository or on a machine. In a folder that is not
 * trusted everything can be read, planned and compared, and nothing of this is done.
 */
export const changingCommands: ReadonlySet<CommandId> = new Set<CommandId>([
  'mlops.environment.resume',
  'mlops.environment.activate',
  'mlops.environment.stopAll',
  'mlops.environment.startAll',
  'mlops.terraform.plan',
  'mlops.terraform.showFolder',
  'mlops.terraform.takeBack',
  'mlops.terraform.unlock',
  'mlops.machine.connect',
  'mlops.machine.start',
  'mlops.machine.stop',
  'mlops.instance.start',
  'mlops.instance.stop',
  'mlops.project.setUp',
  'mlops.runner.install',
  'mlops.branch.create',
  'mlops.branch.switch',
  'mlops.branch.commitAndPush',
  'mlops.mergeRequest.create',
  'mlops.job.play',
  'mlops.job.playWithVariables',
  'mlops.job.cancel',
  'mlops.job.retry',
  'mlops.run.checkOut',
  'mlops.run.reproduce',
  'mlops.run.delete',
  'mlops.model.create',
  'mlops.model.edit',
  'mlops.model.import',
  'mlops.model.rollBack',
  'mlops.model.delete',
  'mlops.modelVersion.edit',
  'mlops.modelVersion.setAlias',
  'mlops.modelVersion.delete',
]);

export function notTrusted(): AppError {
  return new AppError(
    'forbidden',
    'This folder is not trusted, so nothing is created, changed or run from it. Trust it, then try again.',
    { fix: 'trust-folder' },
  );
}
