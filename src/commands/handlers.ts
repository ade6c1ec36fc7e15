import { type CommandId } from '../model/commandIds';
import {
  type BranchNode,
  type JobNode,
  type MergeRequestNode,
  type ProjectNode,
} from '../views/branchesTree';
import {
  type AddedNode,
  type ExperimentNode,
  type ExperimentsNode,
  type RunNode,
} from '../views/experimentsTree';
import { type ModelNode, type ModelsNode, type ModelVersionNode } from '../views/modelsTree';
import { type EnvironmentNode } from '../views/environmentTree';

type Plain = () => Promise<void>;
type On<Node> = (node?: Node) => Promise<void>;

/** What every command takes. From the palette it comes without an argument and asks with a picker. */
export interface Commands extends Record<CommandId, (...args: never[]) => Promise<void>> {
  'mlops.cloud.signIn': Plain;
  'mlops.cloud.signOut': Plain;
  'mlops.cloud.chooseFolder': Plain;
  'mlops.gitlab.signIn': (url?: string) => Promise<void>;
  'mlops.gitlab.signOut': Plain;
  'mlops.gitlab.chooseProject': Plain;
  'mlops.environment.create': Plain;
  'mlops.environment.showPlan': Plain;
  'mlops.environment.checkDrift': Plain;
  'mlops.environment.resume': Plain;
  'mlops.environment.cancel': Plain;
  'mlops.environment.activate': Plain;
  'mlops.environment.refresh': Plain;
  'mlops.environment.stopAll': Plain;
  'mlops.environment.startAll': Plain;
  'mlops.environment.destroy': Plain;
  'mlops.environment.exportTerraform': Plain;
  'mlops.terraform.plan': Plain;
  'mlops.terraform.showFolder': Plain;
  'mlops.terraform.takeBack': Plain;
  'mlops.terraform.unlock': Plain;
  'mlops.resource.openInConsole': On<EnvironmentNode>;
  'mlops.resource.copyId': On<EnvironmentNode>;
  'mlops.machine.connect': Plain;
  'mlops.machine.start': Plain;
  'mlops.machine.stop': Plain;
  'mlops.instance.open': Plain;
  'mlops.instance.start': Plain;
  'mlops.instance.stop': Plain;
  'mlops.project.setUp': Plain;
  'mlops.project.open': On<ProjectNode>;
  'mlops.runner.install': Plain;
  'mlops.branches.refresh': Plain;
  'mlops.branch.create': On<ProjectNode>;
  'mlops.branch.switch': On<BranchNode>;
  'mlops.branch.commitAndPush': On<BranchNode>;
  'mlops.mergeRequest.create': On<BranchNode>;
  'mlops.mergeRequest.open': On<MergeRequestNode>;
  'mlops.job.play': On<JobNode>;
  'mlops.job.playWithVariables': On<JobNode>;
  'mlops.job.followLog': On<JobNode>;
  'mlops.job.cancel': On<JobNode>;
  'mlops.job.retry': On<JobNode>;
  'mlops.job.open': On<JobNode>;
  'mlops.experiments.addProject': Plain;
  'mlops.experiments.removeProject': On<AddedNode>;
  'mlops.runs.refresh': Plain;
  'mlops.runs.open': (
    node?: ExperimentNode | AddedNode | RunNode,
    selected?: readonly ExperimentsNode[],
  ) => Promise<void>;
  'mlops.runs.compare': (node?: RunNode, selected?: readonly ExperimentsNode[]) => Promise<void>;
  'mlops.run.promote': On<RunNode>;
  'mlops.run.openWeb': On<RunNode>;
  'mlops.run.openJob': On<RunNode>;
  'mlops.run.downloadArtifacts': On<RunNode>;
  'mlops.run.checkOut': On<RunNode>;
  'mlops.run.reproduce': On<RunNode>;
  'mlops.run.delete': On<RunNode>;
  'mlops.models.refresh': Plain;
  'mlops.model.create': Plain;
  'mlops.model.edit': On<ModelNode>;
  'mlops.model.show': On<ModelNode | ModelVersionNode>;
  'mlops.model.open': On<ModelNode>;
  /** Without folders it asks for one; menus give the selected nodes instead. */
  'mlops.model.import': (
    node?: ModelNode | ModelVersionNode,
    folders?: readonly (string | ModelsNode)[],
  ) => Promise<void>;
  'mlops.model.rollBack': On<ModelNode>;
  'mlops.model.delete': On<ModelNode>;
  'mlops.modelVersion.open': On<ModelVersionNode>;
  'mlops.modelVersion.download': On<ModelVersionNode>;
  'mlops.modelVersion.edit': On<ModelVersionNode>;
  'mlops.modelVersion.setAlias': On<ModelVersionNode>;
  'mlops.modelVersion.copySnippet': On<ModelVersionNode>;
  'mlops.modelVersion.compare': (
    node?: ModelVersionNode,
    selected?: readonly ModelsNode[],
  ) => Promise<void>;
  'mlops.modelVersion.delete': On<ModelVersionNode>;
  'mlops.sandbox.open': Plain;
  'mlops.sandbox.close': Plain;
  'mlops.log.show': Plain;
}

/** The handlers of some commands; together the features must make all of `Commands`. */
export type Some<Prefix extends string> = Pick<
  Commands,
  Extract<keyof Commands, `mlops.${Prefix}.${string}`>
>;
