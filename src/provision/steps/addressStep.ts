import { type Blueprint } from '../../model/blueprint';
import { type Step } from '../step';
import { ensureCreated } from './creation';
import { lookUps } from './lookUp';
import { type CloudTools } from './tools';

/** The reserved address is named after its machine. */
export function addressName({ machine }: Blueprint): string {
  return `${machine.name}-address`;
}

/** A public address that outlives a stop of the machine. Records `id`, `ip`. */
export function addressStep(tools: CloudTools): Step {
  const { cloud, blueprint } = tools;
  const name = addressName(blueprint);
  return {
    id: 'address',
    title: name,
    after: [],
    expectedMs: 3_000,
    async run(context, signal) {
      const { ip } = await ensureCreated(
        context,
        tools,
        {
          component: 'address',
          what: `public address “${name}”`,
          name,
          ...lookUps(cloud).address,
          create: (common, key, s) =>
            cloud.createAddress({ ...common, zone: blueprint.zone }, key, s),
        },
        signal,
      );
      if (ip !== undefined) await context.record({ ip });
    },
  };
}
