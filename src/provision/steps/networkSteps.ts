import { AppError } from '../../base/errors';
import { wait } from '../../base/wait';
import { securityRules } from '../../model/blueprint';
import { type NetworkId, type SecurityGroupId } from '../../model/ids';
import { rulesDiffer } from '../rules';
import { type Step, type StepContext } from '../step';
import { ensureCreated } from './creation';
import { lookUps } from './lookUp';
import { putRight } from './putRight';
import { type CloudTools } from './tools';

export function networkStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { name } = blueprint.network;
  return {
    id: 'network',
    title: name,
    after: [],
    expectedMs: 3_000,
    async run(context, signal) {
      await ensureCreated(
        context,
        tools,
        {
          component: 'network',
          what: `network “${name}”`,
          name,
          ...lookUps(cloud).network,
          create: (common, key, s) => cloud.createNetwork(common, key, s),
        },
        signal,
      );
    },
  };
}

export function subnetStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { name, cidr } = blueprint.subnet;
  return {
    id: 'subnet',
    title: name,
    after: ['network'],
    expectedMs: 3_000,
    async run(context, signal) {
      const networkId = context.outputs('network')['id'] as NetworkId;
      await ensureCreated(
        context,
        tools,
        {
          component: 'subnet',
          what: `subnet “${name}”`,
          name,
          ...lookUps(cloud).subnet,
          create: (common, key, s) =>
            cloud.createSubnet(
              { ...common, networkId, zone: blueprint.zone, cidrs: [cidr] },
              key,
              s,
            ),
        },
        signal,
      );
    },
  };
}

export function securityGroupStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { name, allowedCidrs } = blueprint.securityGroup;
  const rules = securityRules(allowedCidrs);
  return {
    id: 'security-group',
    title: name,
    after: ['network'],
    expectedMs: 5_000,
    async run(context, signal) {
      const networkId = context.outputs('network')['id'] as NetworkId;
      const group = await ensureCreated(
        context,
        tools,
        {
          component: 'security-group',
          what: `security group “${name}”`,
          name,
          ...lookUps(cloud).securityGroup,
          create: (common, key, s) =>
            cloud.createSecurityGroup({ ...common, networkId, rules }, key, s),
        },
        signal,
      );
      if (context.recorded['origin'] !== 'existing') {
        await bringRules(context, tools, group.id, signal);
      }
    },
  };
}

/**
 * A managed GitLab uses its network's default group, which lets everything in. In a network of ours it gets our
 * rules before GitLab is made; the default group of any other network is never touched.
 */
export function defaultGroupStep(tools: CloudTools): Step {
  return {
    id: 'default-group',
    title: 'Default group rules',
    after: ['network'],
    expectedMs: 6_000,
    async run(context, signal) {
      const network = context.outputs('network');
      if (network['origin'] === 'existing') {
        await context.record({ origin: 'existing' });
        return;
      }
      const id = await defaultGroupOf(network['id'] as NetworkId, tools, signal);
      await context.record({ id, origin: 'created' });
      await bringRules(context, tools, id, signal);
    },
  };
}

async function bringRules(
  context: StepContext,
  tools: CloudTools,
  group: SecurityGroupId,
  signal: AbortSignal,
): Promise<void> {
  const { cloud, blueprint } = tools;
  const rules = securityRules(blueprint.securityGroup.allowedCidrs);
  const { rules: there } = await cloud.securityGroup(group, signal);
  await putRight(
    context,
    tools,
    rulesDiffer(there, rules),
    {
      name: 'rules',
      call: (key, s) => cloud.replaceRules(group, rules, key, s),
      doing: 'writing the rules',
    },
    signal,
  );
}

const defaultGroupLooks = 30;

async function defaultGroupOf(
  network: NetworkId,
  { cloud, blueprint, pace }: CloudTools,
  signal: AbortSignal,
): Promise<SecurityGroupId> {
  for (let look = 0; look < defaultGroupLooks; look++) {
    const { defaultSecurityGroupId: id } = await cloud.network(network, signal);
    if (id !== undefined) return id;
    await wait(pace.lookMs, signal);
  }
  throw new AppError(
    'not-found',
    `The network “${blueprint.network.name}” has no default security group yet, so GitLab cannot be made safely. Try again.`,
    { fix: 'retry' },
  );
}
