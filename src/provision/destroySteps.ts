import { AppError, isAppError } from '../base/errors';
import { type GitLabInstance } from '../model/cloud';
import { type BindingChange } from '../model/cloudRequests';
import { type ServiceAccountId } from '../model/ids';
import { noRecord, type StepRecord } from '../model/journal';
import { runnersStep } from './runners';
import { type Step, type StepContext } from './step';
import { words } from './steps/accessSteps';
import { addressName } from './steps/addressStep';
import { deletionStep, type DestroyTools } from './steps/deletion';
import { lookUps } from './steps/lookUp';
import { perform } from './steps/perform';

/** Not a name of a call: what a failed call had written down is forgotten by its name. */
const consentSlot = 'consent.unprotect';

/** What the user said to taking the protection off, as the step that deletes GitLab finds it. */
export function consent(unprotect: boolean, record: StepRecord = noRecord): StepRecord {
  return { ...record, outputs: { ...record.outputs, [consentSlot]: unprotect ? 'yes' : 'no' } };
}

/** Takes everything back in the order in which the cloud lets it go. */
export function destroySteps(tools: DestroyTools): Step[] {
  const { cloud, blueprint } = tools;
  return [
    ...(tools.runners ? [runnersStep(tools.runners, machineOf(tools))] : []),
    deletionStep(tools, {
      component: 'gitlab',
      what: `GitLab instance “${blueprint.gitlab.name}”`,
      name: blueprint.gitlab.name,
      after: tools.runners ? ['runners'] : [],
      expectedMs: 3 * 60_000 + 14_000,
      ...lookUps(cloud).gitlab,
      before: (instance, context, s) => takeProtectionOff(instance, context, tools, s),
      remove: (id, key, s) => cloud.deleteGitLab(id, key, s),
    }),
    deletionStep(tools, {
      component: 'machine',
      what: `machine “${blueprint.machine.name}”`,
      name: blueprint.machine.name,
      after: tools.runners ? ['runners'] : [],
      expectedMs: 30_000,
      ...lookUps(cloud).machine,
      remove: (id, key, s) => cloud.deleteMachine(id, key, s),
      forgets: ['host-key'],
    }),
    ...(hasAddress(tools) ? [addressDeletion(tools)] : []),
    deletionStep(tools, {
      component: 'security-group',
      what: `security group “${blueprint.securityGroup.name}”`,
      name: blueprint.securityGroup.name,
      after: ['machine'],
      expectedMs: 5_000,
      ...lookUps(cloud).securityGroup,
      remove: (id, key, s) => cloud.deleteSecurityGroup(id, key, s),
    }),
    deletionStep(tools, {
      component: 'subnet',
      what: `subnet “${blueprint.subnet.name}”`,
      name: blueprint.subnet.name,
      after: ['machine', 'gitlab'],
      expectedMs: 5_000,
      ...lookUps(cloud).subnet,
      remove: (id, key, s) => cloud.deleteSubnet(id, key, s),
      holders: async ({ id }, s) => (await cloud.usedAddresses(id, s)).map((used) => used.holder),
    }),
    deletionStep(tools, {
      component: 'network',
      what: `network “${blueprint.network.name}”`,
      name: blueprint.network.name,
      after: ['subnet', 'security-group'],
      expectedMs: 5_000,
      ...lookUps(cloud).network,
      remove: (id, key, s) => cloud.deleteNetwork(id, key, s),
      forgets: ['default-group'],
    }),
    rolesStep(tools),
    deletionStep(tools, {
      component: 'service-account',
      what: `service account “${blueprint.serviceAccount.name}”`,
      name: blueprint.serviceAccount.name,
      after: ['roles'],
      expectedMs: 3_000,
      ...lookUps(cloud).serviceAccount,
      remove: (id, key, s) => cloud.deleteServiceAccount(id, key, s),
    }),
  ];
}

function machineOf({ blueprint, journal }: DestroyTools): { id: string | undefined; name: string } {
  const id = journal.state.runs.create['machine']?.outputs['id'];
  return { id, name: blueprint.machine.name };
}

/** Also when it is no longer wanted but was made once. */
function hasAddress({ blueprint, journal }: DestroyTools): boolean {
  return blueprint.machine.staticAddress || journal.state.runs.create['address'] !== undefined;
}

function addressDeletion(tools: DestroyTools): Step {
  const { cloud, blueprint } = tools;
  const name = addressName(blueprint);
  return deletionStep(tools, {
    component: 'address',
    what: `public address “${name}”`,
    name,
    after: ['machine'],
    expectedMs: 3_000,
    ...lookUps(cloud).address,
    remove: (id, key, s) => cloud.deleteAddress(id, key, s),
  });
}

/** Only the roles that we gave, as the journal has them. */
function rolesStep(tools: DestroyTools): Step {
  const { blueprint, journal } = tools;
  return {
    id: 'roles',
    title: `Roles of ${blueprint.serviceAccount.name}`,
    // Runners use the account until the machines are gone.
    after: ['machine', 'gitlab'],
    expectedMs: 10_000,
    async run(context, signal) {
      const { create } = journal.state.runs;
      const account = create['service-account']?.outputs['id'] as ServiceAccountId | undefined;
      const roles = words(create['roles']?.outputs['added']);
      if (account !== undefined && roles.length > 0) {
        const changes = roles.map((role) => ({
          action: 'remove' as const,
          role,
          serviceAccountId: account,
        }));
        await takeRolesBack(context, tools, changes, signal);
      }
      await journal.forget('create', ['roles']);
      await context.record({ result: roles.length > 0 ? 'deleted' : 'nothing' });
    },
  };
}

async function takeRolesBack(
  context: StepContext,
  tools: DestroyTools,
  changes: readonly BindingChange[],
  signal: AbortSignal,
): Promise<void> {
  const { cloud, blueprint } = tools;
  try {
    await perform(
      context,
      tools,
      {
        name: 'unbind',
        call: (key, s) => cloud.changeBindings(blueprint.folderId, changes, key, s),
        doing: `taking back ${changes.map((change) => change.role).join(', ')}`,
      },
      signal,
    );
  } catch (error) {
    // The account was deleted by hand, and its roles went with it.
    if (!isAppError(error, 'not-found')) throw error;
  }
}

async function takeProtectionOff(
  instance: GitLabInstance,
  context: StepContext,
  tools: DestroyTools,
  signal: AbortSignal,
): Promise<void> {
  if (!instance.deletionProtection) return;
  if (context.recorded[consentSlot] !== 'yes') {
    throw new AppError(
      'conflict',
      `The GitLab instance “${instance.name}” is protected against deletion. Destroy again and agree to take the protection off.`,
      { fix: 'retry' },
    );
  }
  await perform(
    context,
    tools,
    {
      name: 'unprotect',
      call: (key, s) => tools.cloud.protectGitLab(instance.id, false, key, s),
      doing: 'taking the deletion protection off',
    },
    signal,
  );
}
