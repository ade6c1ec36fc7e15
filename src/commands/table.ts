import { type CommandId } from '../model/commandIds';
import { type Trait } from '../model/traits';
import { type ViewId } from './manifest';

/** How a command looks and where it is found. */
export interface CommandSpec {
  readonly title: string;
  readonly icon?: string;
  readonly titleBar?: readonly {
    readonly view: ViewId;
    readonly group: string;
    readonly when?: string;
  }[];
  /** On nodes that have all these traits. `inline@n` shows the icon in the row. */
  readonly node?: readonly { readonly traits: readonly Trait[]; readonly group: string }[];
  readonly palette?: false;
}

const environment = 'mlops.environment';
const branches = 'mlops.branches';
const experiments = 'mlops.experiments';
const models = 'mlops.models';

/** Titles, icons and places of all commands; package.json is written from this. */
export const commandTable: Readonly<Record<CommandId, CommandSpec>> = {
  'mlops.cloud.signIn': { title: 'Sign In to Yandex Cloud', icon: 'sign-in' },
  'mlops.cloud.signOut': {
    title: 'Sign Out of Yandex Cloud',
    titleBar: [{ view: environment, group: '9_account@1', when: 'mlops.cloud.signedIn' }],
  },
  'mlops.cloud.chooseFolder': {
    title: 'Choose Cloud and Folder',
    icon: 'folder',
    titleBar: [{ view: environment, group: '8_target@1', when: 'mlops.cloud.signedIn' }],
  },
  'mlops.gitlab.signIn': { title: 'Sign In to GitLab', icon: 'sign-in' },
  'mlops.gitlab.signOut': {
    title: 'Sign Out of GitLab',
    titleBar: [{ view: branches, group: '9_account@1', when: 'mlops.gitlab.signedIn' }],
  },
  'mlops.gitlab.chooseProject': {
    title: 'Choose GitLab Project',
    icon: 'repo',
    titleBar: [{ view: branches, group: '8_target@1', when: 'mlops.gitlab.signedIn' }],
  },
  'mlops.environment.create': {
    title: 'Plan and Create Environment',
    icon: 'add',
    titleBar: [{ view: environment, group: 'navigation@1', when: 'mlops.cloud.signedIn' }],
    node: [{ traits: ['environment', 'creatable'], group: 'inline@1' }],
  },
  'mlops.environment.showPlan': {
    title: 'Show Environment Plan and Progress',
    icon: 'checklist',
    node: [{ traits: ['environment'], group: '1_open@1' }],
  },
  'mlops.environment.checkDrift': {
    title: 'Check Environment for Drift',
    icon: 'diff',
    node: [
      { traits: ['environment', 'checkable'], group: '1_open@2' },
      { traits: ['drift'], group: 'inline@1' },
    ],
  },
  'mlops.environment.resume': {
    title: 'Resume Environment',
    icon: 'debug-continue',
    node: [{ traits: ['environment', 'resumable'], group: 'inline@2' }],
  },
  'mlops.environment.cancel': {
    title: 'Cancel Environment Work',
    icon: 'debug-stop',
    node: [{ traits: ['environment', 'cancellable'], group: 'inline@3' }],
  },
  'mlops.environment.activate': {
    title: 'Activate GitLab',
    icon: 'mail',
    node: [{ traits: ['activation'], group: 'inline@1' }],
  },
  'mlops.environment.refresh': {
    title: 'Refresh Environment',
    icon: 'refresh',
    titleBar: [{ view: environment, group: 'navigation@9' }],
  },
  'mlops.environment.stopAll': {
    title: 'Stop Everything in Environment',
    icon: 'debug-pause',
    node: [{ traits: ['environment', 'pausable'], group: '3_power@1' }],
  },
  'mlops.environment.startAll': {
    title: 'Start Everything in Environment',
    icon: 'play',
    node: [{ traits: ['environment', 'wakeable'], group: '3_power@2' }],
  },
  'mlops.environment.exportTerraform': {
    title: 'Export Environment as Terraform',
    icon: 'export',
    node: [{ traits: ['environment'], group: '1_open@3' }],
  },
  'mlops.terraform.plan': {
    title: 'Plan and Apply with Terraform',
    icon: 'server-process',
    node: [
      { traits: ['environment'], group: '1_open@4' },
      { traits: ['environment', 'terraform'], group: 'inline@1' },
    ],
  },
  'mlops.terraform.showFolder': {
    title: 'Show Terraform Folder and State',
    node: [{ traits: ['environment', 'terraform'], group: '6_terraform@1' }],
  },
  'mlops.terraform.takeBack': {
    title: 'Take Environment Back from Terraform',
    node: [{ traits: ['environment', 'terraform'], group: '6_terraform@2' }],
  },
  'mlops.terraform.unlock': { title: 'Unlock Terraform State' },
  'mlops.environment.destroy': {
    title: 'Destroy Environment',
    icon: 'trash',
    node: [{ traits: ['environment', 'destroyable'], group: '9_destroy@1' }],
  },
  'mlops.resource.openInConsole': {
    title: 'Open in Yandex Cloud Console',
    icon: 'link-external',
    node: [{ traits: ['console'], group: '1_open@5' }],
    palette: false,
  },
  'mlops.resource.copyId': {
    title: 'Copy ID',
    node: [{ traits: ['resource'], group: '5_copy@1' }],
    palette: false,
  },
  'mlops.machine.connect': {
    title: 'Connect to Machine',
    icon: 'remote',
    node: [{ traits: ['machine', 'connectable'], group: 'inline@1' }],
  },
  'mlops.machine.start': {
    title: 'Start Machine',
    icon: 'play',
    node: [{ traits: ['machine', 'startable'], group: 'inline@2' }],
  },
  'mlops.machine.stop': {
    title: 'Stop Machine',
    icon: 'debug-stop',
    node: [{ traits: ['machine', 'stoppable'], group: '3_power@2' }],
  },
  'mlops.instance.open': {
    title: 'Open GitLab in Browser',
    icon: 'globe',
    node: [{ traits: ['instance'], group: 'inline@1' }],
  },
  'mlops.instance.start': {
    title: 'Start GitLab Instance',
    icon: 'play',
    node: [{ traits: ['instance', 'startable'], group: 'inline@2' }],
  },
  'mlops.instance.stop': {
    title: 'Stop GitLab Instance',
    icon: 'debug-stop',
    node: [{ traits: ['instance', 'stoppable'], group: '3_power@2' }],
  },
  'mlops.project.setUp': {
    title: 'Set Up GitLab Project',
    icon: 'tools',
    titleBar: [{ view: branches, group: '1_project@1', when: 'mlops.gitlab.signedIn' }],
  },
  'mlops.project.open': {
    title: 'Open GitLab Project in Browser',
    icon: 'globe',
    node: [{ traits: ['project'], group: 'inline@1' }],
  },
  'mlops.runner.install': {
    title: 'Install GitLab Runner on Machine',
    icon: 'server-process',
    node: [{ traits: ['machine', 'connectable'], group: '4_runner@1' }],
  },
  'mlops.branches.refresh': {
    title: 'Refresh Branches',
    icon: 'refresh',
    titleBar: [{ view: branches, group: 'navigation@9' }],
  },
  'mlops.branch.create': {
    title: 'New Experiment Branch',
    icon: 'git-branch-create',
    titleBar: [{ view: branches, group: 'navigation@1', when: 'mlops.gitlab.signedIn' }],
    node: [{ traits: ['project'], group: '1_branch@1' }],
  },
  'mlops.branch.switch': {
    title: 'Switch to Branch',
    icon: 'arrow-swap',
    node: [{ traits: ['branch', 'other'], group: 'inline@2' }],
  },
  'mlops.branch.commitAndPush': {
    title: 'Commit and Push Experiment',
    icon: 'cloud-upload',
    node: [{ traits: ['branch', 'current'], group: 'inline@1' }],
  },
  'mlops.mergeRequest.create': {
    title: 'Open Merge Request',
    icon: 'git-pull-request-create',
    node: [{ traits: ['branch', 'without-merge-request'], group: 'inline@3' }],
  },
  'mlops.mergeRequest.open': {
    title: 'Open Merge Request in Browser',
    icon: 'link-external',
    node: [{ traits: ['merge-request'], group: 'inline@1' }],
  },
  'mlops.job.play': {
    title: 'Play Training Job',
    icon: 'play',
    node: [{ traits: ['job', 'playable'], group: 'inline@1' }],
  },
  'mlops.job.playWithVariables': {
    title: 'Play Training Job with Variables',
    icon: 'run-all',
    node: [{ traits: ['job', 'playable'], group: '1_run@2' }],
  },
  'mlops.job.followLog': {
    title: 'Follow Job Log',
    icon: 'output',
    node: [{ traits: ['job', 'logged'], group: 'inline@2' }],
  },
  'mlops.job.cancel': {
    title: 'Cancel Job',
    icon: 'debug-stop',
    node: [{ traits: ['job', 'active'], group: 'inline@3' }],
  },
  'mlops.job.retry': {
    title: 'Retry Job',
    icon: 'debug-restart',
    node: [{ traits: ['job', 'retryable'], group: 'inline@3' }],
  },
  'mlops.job.open': {
    title: 'Open Job in Browser',
    node: [{ traits: ['job'], group: '5_open@1' }],
    palette: false,
  },
  'mlops.runs.refresh': {
    title: 'Refresh Experiments',
    icon: 'refresh',
    titleBar: [{ view: experiments, group: 'navigation@9' }],
  },
  'mlops.runs.open': {
    title: 'Open Runs',
    icon: 'table',
    titleBar: [{ view: experiments, group: 'navigation@1', when: 'mlops.gitlab.signedIn' }],
    node: [
      { traits: ['experiment'], group: 'inline@1' },
      { traits: ['added-place'], group: 'inline@1' },
    ],
  },
  'mlops.experiments.addProject': {
    title: 'Add Experiments of Another Project',
    icon: 'add',
    titleBar: [{ view: experiments, group: 'navigation@2', when: 'mlops.project.chosen' }],
  },
  'mlops.experiments.removeProject': {
    title: 'Remove Experiments of Another Project',
    icon: 'close',
    node: [{ traits: ['added-place'], group: 'inline@2' }],
  },
  'mlops.runs.compare': {
    title: 'Compare Runs',
    icon: 'git-compare',
    node: [{ traits: ['run'], group: '1_compare@1' }],
  },
  'mlops.run.promote': {
    title: 'Promote Run to Model Version',
    icon: 'star-full',
    node: [{ traits: ['run', 'promotable'], group: 'inline@1' }],
  },
  'mlops.run.openWeb': {
    title: 'Open Run in Browser',
    node: [{ traits: ['run'], group: '5_open@1' }],
    palette: false,
  },
  'mlops.run.openJob': {
    title: 'Follow Log of the Run’s Job',
    node: [{ traits: ['run', 'with-job'], group: '5_open@2' }],
    palette: false,
  },
  'mlops.run.downloadArtifacts': {
    title: 'Download Artifacts',
    icon: 'cloud-download',
    node: [{ traits: ['run', 'with-artifacts'], group: '6_files@1' }],
    palette: false,
  },
  'mlops.run.checkOut': {
    title: 'Check Out Code of Run',
    icon: 'git-branch',
    node: [{ traits: ['run', 'with-commit'], group: '4_code@1' }],
  },
  'mlops.run.reproduce': {
    title: 'Reproduce Run on New Branch',
    icon: 'git-branch-create',
    node: [{ traits: ['run', 'with-commit'], group: '4_code@2' }],
  },
  'mlops.run.delete': {
    title: 'Delete Run',
    node: [{ traits: ['run', 'deletable'], group: '9_delete@1' }],
    palette: false,
  },
  'mlops.models.refresh': {
    title: 'Refresh Models',
    icon: 'refresh',
    titleBar: [{ view: models, group: 'navigation@9' }],
  },
  'mlops.model.create': {
    title: 'Create Model',
    icon: 'add',
    titleBar: [{ view: models, group: 'navigation@1', when: 'mlops.gitlab.signedIn' }],
  },
  'mlops.model.edit': {
    title: 'Edit Model Description',
    node: [{ traits: ['model'], group: '2_edit@1' }],
    palette: false,
  },
  'mlops.model.show': {
    title: 'Show Model',
    icon: 'open-preview',
    node: [{ traits: ['model'], group: 'inline@1' }],
  },
  'mlops.model.import': {
    title: 'Import Model Folder as Version',
    icon: 'cloud-upload',
    titleBar: [{ view: models, group: '2_import@1', when: 'mlops.gitlab.signedIn' }],
    node: [{ traits: ['model'], group: '2_edit@2' }],
  },
  'mlops.model.rollBack': {
    title: 'Roll Back Alias',
    icon: 'discard',
    node: [{ traits: ['model', 'rollable'], group: '3_alias@1' }],
  },
  'mlops.model.open': {
    title: 'Open Model in Browser',
    icon: 'link-external',
    node: [{ traits: ['model'], group: '1_open@1' }],
    palette: false,
  },
  'mlops.model.delete': {
    title: 'Delete Model',
    node: [{ traits: ['model'], group: '9_delete@1' }],
    palette: false,
  },
  'mlops.modelVersion.open': {
    title: 'Open Model Version in Browser',
    icon: 'link-external',
    node: [{ traits: ['model-version'], group: '1_open@1' }],
    palette: false,
  },
  'mlops.modelVersion.download': {
    title: 'Download Model Files',
    icon: 'cloud-download',
    node: [{ traits: ['model-version'], group: 'inline@1' }],
    palette: false,
  },
  'mlops.modelVersion.edit': {
    title: 'Edit Version Description',
    node: [{ traits: ['model-version'], group: '2_edit@1' }],
    palette: false,
  },
  'mlops.modelVersion.setAlias': {
    title: 'Set Alias of Version',
    icon: 'tag',
    node: [{ traits: ['model-version'], group: '3_alias@1' }],
  },
  'mlops.modelVersion.copySnippet': {
    title: 'Copy How to Load Version',
    icon: 'code',
    node: [{ traits: ['model-version'], group: '4_use@1' }],
  },
  'mlops.modelVersion.compare': {
    title: 'Compare Versions',
    icon: 'git-compare',
    node: [{ traits: ['model-version'], group: '4_use@2' }],
  },
  'mlops.modelVersion.delete': {
    title: 'Delete Model Version',
    node: [{ traits: ['model-version'], group: '9_delete@1' }],
    palette: false,
  },
  'mlops.sandbox.open': { title: 'Open Demo Sandbox', icon: 'beaker' },
  'mlops.sandbox.close': { title: 'Close Demo Sandbox' },
  'mlops.log.show': { title: 'Show Log', icon: 'output' },
};
