import { expect, it } from 'vitest';
import { commandIds } from '../../../src/model/commandIds';
import { changingCommands } from '../../../src/model/trust';

it('lets nothing of Terraform but writing its configuration be done in a folder that is not trusted', () => {
  const terraform = commandIds.filter((id) => id.startsWith('mlops.terraform.'));
  expect(terraform.filter((id) => !changingCommands.has(id))).toEqual([]);
  expect(changingCommands.has('mlops.environment.exportTerraform')).toBe(false);
});

it('names every command as one that changes something or as one that does not', () => {
  // A new command has to be put into one of the two lists on purpose.
  expect(commandIds.filter((id) => !changingCommands.has(id))).toEqual([
    'mlops.cloud.signIn',
    'mlops.cloud.signOut',
    'mlops.cloud.chooseFolder',
    'mlops.gitlab.signIn',
    'mlops.gitlab.signOut',
    'mlops.gitlab.chooseProject',
    'mlops.environment.create',
    'mlops.environment.showPlan',
    'mlops.environment.checkDrift',
    'mlops.environment.cancel',
    'mlops.environment.refresh',
    'mlops.environment.destroy',
    'mlops.environment.exportTerraform',
    'mlops.resource.openInConsole',
    'mlops.resource.copyId',
    'mlops.instance.open',
    'mlops.project.open',
    'mlops.branches.refresh',
    'mlops.mergeRequest.open',
    'mlops.job.followLog',
    'mlops.job.open',
    'mlops.experiments.addProject',
    'mlops.experiments.removeProject',
    'mlops.runs.refresh',
    'mlops.runs.open',
    'mlops.runs.compare',
    'mlops.run.promote',
    'mlops.run.openWeb',
    'mlops.run.openJob',
    'mlops.run.downloadArtifacts',
    'mlops.models.refresh',
    'mlops.model.show',
    'mlops.model.open',
    'mlops.modelVersion.open',
    'mlops.modelVersion.download',
    'mlops.modelVersion.copySnippet',
    'mlops.modelVersion.compare',
    'mlops.sandbox.open',
    'mlops.sandbox.close',
    'mlops.log.show',
  ]);
});
