import { type Step } from './step';
import { rolesStep, serviceAccountStep } from './steps/accessSteps';
import { addressStep } from './steps/addressStep';
import { gitlabStep } from './steps/gitlabStep';
import { hostKeyStep } from './steps/hostKeyStep';
import { machineStep } from './steps/machineStep';
import { defaultGroupStep, networkStep, securityGroupStep, subnetStep } from './steps/networkSteps';
import { type CloudTools } from './steps/tools';

/** Everything in the cloud, from network to host key. Steps of the project are added by whoever has a GitLab. */
export function createSteps(tools: CloudTools): Step[] {
  return [
    networkStep(tools),
    subnetStep(tools),
    securityGroupStep(tools),
    defaultGroupStep(tools),
    serviceAccountStep(tools),
    rolesStep(tools),
    gitlabStep(tools),
    ...(tools.blueprint.machine.staticAddress ? [addressStep(tools)] : []),
    machineStep(tools),
    hostKeyStep(tools),
  ];
}
