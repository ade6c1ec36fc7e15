import { isAppError } from '../../base/errors';
import { type ServiceAccountId } from '../../model/ids';
import { type Step } from '../step';
import { ensureCreated } from './creation';
import { lookUps } from './lookUp';
import { perform } from './perform';
import { type CloudTools } from './tools';

export function serviceAccountStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { name } = blueprint.serviceAccount;
  return {
    id: 'service-account',
    title: name,
    after: [],
    expectedMs: 2_000,
    async run(context, signal) {
      await ensureCreated(
        context,
        tools,
        {
          component: 'service-account',
          what: `service account “${name}”`,
          name,
          ...lookUps(cloud).serviceAccount,
          create: (common, key, s) => cloud.createServiceAccount(common, key, s),
        },
        signal,
      );
    },
  };
}

/** Bindings carry no labels: which ones are ours is known from the journal alone. */
export function rolesStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const { name } = blueprint.serviceAccount;
  return {
    id: 'roles',
    title: `Roles of ${name}`,
    after: ['service-account'],
    expectedMs: 31_000,
    async run(context, signal) {
      const account = context.outputs('service-account')['id'] as ServiceAccountId;
      const before = context.recorded['added'];
      // A call that was begun is repeated as it was; one that is over may have to be made for other roles.
      const asked =
        context.recorded['asked'] ??
        (context.hasKey('bind') ? before : undefined) ??
        (await missingRoles(tools, account, signal));
      // Before the call, so that destroy knows of them whatever happens to its answer.
      const added = [...new Set([...words(before), ...words(asked)])].join(' ');
      await context.record({ asked, added });
      const changes = words(asked).map((role) => ({
        action: 'add' as const,
        role,
        serviceAccountId: account,
      }));
      if (changes.length === 0) return;
      await perform(
        context,
        tools,
        {
          name: 'bind',
          call: (key, s) => cloud.changeBindings(blueprint.folderId, changes, key, s),
          doing: `giving ${words(asked).join(', ')}`,
        },
        signal,
      );
    },
  };
}

export function words(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(' ');
}

async function missingRoles(
  { cloud, blueprint }: CloudTools,
  account: ServiceAccountId,
  signal: AbortSignal,
): Promise<string> {
  const wanted = blueprint.serviceAccount.roles;
  try {
    const bindings = await cloud.bindings(blueprint.folderId, signal);
    const bound = bindings.filter(({ subject }) => subject.id === account);
    return wanted.filter((role) => !bound.some((binding) => binding.role === role)).join(' ');
  } catch (error) {
    // Without the right to look, the call itself tells whether there is a right to give.
    if (!isAppError(error, 'forbidden')) throw error;
    return wanted.join(' ');
  }
}
